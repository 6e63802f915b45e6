#include <gmock/gmock.h>

#include "syntax_fixture.hpp"

namespace hm::test {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

using ParseTest = SyntaxTest;

TEST_F(ParseTest, OperatorsBindAsInTheReference) {
  EXPECT_EQ(parsed("a -> b || c && d == e < f // !g + h * i ++ j ? k"),
            "(a -> (b || (c && (d == (__lessThan e (f // (! (g + (__mul h (i ++ ((j) ? k)))))))))))");
  EXPECT_EQ(parsed("-a.b c"), "(__sub 0 ((a).b c))");
  EXPECT_EQ(parsed("-a ? b"), "(((__sub 0 a)) ? b)");
  EXPECT_EQ(parsed("a - b - c"), "(__sub (__sub a b) c)");
  EXPECT_EQ(parsed("a ++ b ++ c"), "(a ++ (b ++ c))");
  EXPECT_EQ(parsed("a // b // c"), "(a // (b // c))");
  EXPECT_EQ(parsed("a -> b -> c"), "(a -> (b -> c))");
  EXPECT_EQ(parsed("a * !b + c"), "(__mul a (! (b + c)))");
  EXPECT_EQ(parsed("a <= b"), "(! (__lessThan b a))");
  EXPECT_EQ(parsed("a > b"), "(__lessThan b a)");
  EXPECT_EQ(parsed("a ? b ? c"), "((((a) ? b)) ? c)");
  EXPECT_EQ(parsed("1 < 2 == 3 < 4"), "((__lessThan 1 2) == (__lessThan 3 4))");
  EXPECT_EQ(parsed("1 == 2 == 3"), "1:8 syntax error, unexpected '=='");
  EXPECT_EQ(parsed("1 < 2 > 3"), "1:7 syntax error, unexpected '>'");
}

TEST_F(ParseTest, SumsAreOneNodePrintedAsPairs) {
  EXPECT_EQ(parsed("a + b + c"), "((a + b) + c)");
  EXPECT_EQ(tree_result_.root->kind, ast::Kind::Add);
  EXPECT_EQ(static_cast<ast::ListNode&>(*tree_result_.root).count, 3u);
  EXPECT_EQ(parsed("a + (b + c)"), "(a + (b + c))");
  EXPECT_EQ(parsed("a + b - c + d"), "((__sub (a + b) c) + d)");
}

TEST_F(ParseTest, PipesNeedTheirOption) {
  EXPECT_THAT(parsed("a |> f"), HasSubstr("experimental Nix feature 'pipe-operators' is disabled"));
  options_.pipe_operators = true;
  EXPECT_EQ(parsed("a |> f x |> g"), "(g (f x a))");
  EXPECT_EQ(parsed("f <| g <| a"), "(f (g a))");
  EXPECT_EQ(parsed("a |> f <| b"), "1:8 syntax error, unexpected '<|', expecting end of file");
  EXPECT_EQ(parsed("a -> b |> f"), "(f (a -> b))");
}

TEST_F(ParseTest, CallsPrintFlat) {
  EXPECT_EQ(parsed("(f a) b (g c)"), "(f a b (g c))");
  EXPECT_EQ(parsed("(a - b) c"), "(__sub a b c)");
  EXPECT_EQ(parsed("<n> x"), "(__findFile __nixPath \"n\" x)");
  EXPECT_EQ(parsed("f or"), "(f or)");
  EXPECT_EQ(parsed("f.a or b c"), "((f).a or (b) c)");
  EXPECT_EQ(parsed("{ or = 1; }.or"), "({ or = 1; }).or");
}

TEST_F(ParseTest, OrAsAnArgumentIsWarnedAbout) {
  EXPECT_EQ(parsed("f x or"), "(f (x or))");
  ASSERT_EQ(tree_result_.warnings.size(), 1u);
  EXPECT_THAT(tree_result_.warnings[0].message, StartsWith("This expression uses `or` as an identifier"));
  parsed("[ x or ]");
  EXPECT_EQ(tree_result_.warnings.size(), 1u);
  parsed("(x or) (f (x or))");
  EXPECT_TRUE(tree_result_.warnings.empty());
}

TEST_F(ParseTest, AttributePathsMerge) {
  EXPECT_EQ(parsed("{ a.b = 1; a.c.d = 2; a = { e = 3; }; }"), "{ a = { b = 1; c = { d = 2; }; e = 3; }; }");
  EXPECT_EQ(parsed("{ a = rec { c = 1; }; a.b = 2; }"), "{ a = rec { b = 2; c = 1; }; }");
  EXPECT_EQ(parsed("{ a.b = 2; a = rec { c = 1; }; }"), "{ a = { b = 2; c = 1; }; }");
  EXPECT_EQ(parsed("{ a = { inherit (x) p q; }; a = { inherit (y) r s; ${z} = 1; }; }"),
            "{ a = { inherit (x) p q; inherit (y) r s; \"${z}\" = 1; }; }");
  EXPECT_EQ(parsed("{ ${x}.a = 1; ${x}.b = 2; }"), "{ \"${x}\" = { a = 1; }; \"${x}\" = { b = 2; }; }");
  EXPECT_EQ(parsed("{ ${\"a\"}.b = 1; \"a\".c = 2; }"), "{ a = { b = 1; c = 2; }; }");
  EXPECT_EQ(parsed("let a.b = 1; a.c = 2; in a"), "(let a = { b = 1; c = 2; }; in a)");
}

TEST_F(ParseTest, LargeSetsMergeToo) {
  std::string text = "{ ";
  for (int i = 0; i < 40; ++i) text += "s.x" + std::to_string(i) + " = 1; ";
  EXPECT_EQ(parsed(text + "s.x3 = 2; }"),
            "1:" + std::to_string(text.size() + 1) + " attribute 's.x3' already defined at «test»:1:33");
}

TEST_F(ParseTest, DuplicatesNameBothPlaces) {
  EXPECT_EQ(parsed("{ a = 1;\n  a = 2; }"), "2:3 attribute 'a' already defined at «test»:1:3");
  EXPECT_EQ(tree_result_.errors[0].code, Code::DuplicateAttribute);
  ASSERT_EQ(tree_result_.errors[0].labels.size(), 2u);
  EXPECT_EQ(parsed("{ x.y.z = 1; x.y = 2; }"), "1:14 attribute 'x.y' already defined at «test»:1:3");
  EXPECT_EQ(parsed("{ x.y = 1; x.y.z = 2; }"), "1:12 attribute 'x.y' already defined at «test»:1:3");
  EXPECT_EQ(parsed("{ inherit a; a = 1; }"), "1:14 attribute 'a' already defined at «test»:1:11");
  EXPECT_EQ(parsed("{ \"a b\" = 1; \"a b\" = 1; }"),
            "1:14 attribute '\"a b\"' already defined at «test»:1:3");
  EXPECT_EQ(parsed("{x, y, x}: x"), "1:8 duplicate formal function argument 'x'");
  EXPECT_EQ(parsed("{x}@x: x"), "1:1 duplicate formal function argument 'x'");
}

TEST_F(ParseTest, SomeNamesMustBeStatic) {
  EXPECT_EQ(parsed("let ${a} = 1; in 1"), "1:1 dynamic attributes not allowed in let");
  EXPECT_EQ(parsed("let a.${b} = 1; in 1"), "(let a = { \"${b}\" = 1; }; in 1)");
  EXPECT_EQ(parsed("{ inherit ${a}; }"), "1:11 dynamic attributes not allowed in inherit");
  EXPECT_EQ(parsed("{ inherit \"a b\" ${\"c\"}; }"), "{ inherit \"a b\" c; }");
}

TEST_F(ParseTest, IndentationIsTakenOut) {
  EXPECT_EQ(parsed("''\n    a\n      b\n  ''"), R"("a\n  b\n")");
  EXPECT_EQ(parsed("''\n    a\n\tb\n''"), R"("    a\n\tb\n")") << "a tab is content";
  EXPECT_EQ(parsed("''\n    ${x}\n      b''"), R"((x + "\n  b"))");
  EXPECT_EQ(parsed("''a''$b''"), R"(("a" + "$" + "b"))");
  EXPECT_EQ(parsed("''\n  ''\\n  a\n  b''"), R"(("\n" + "a\nb"))")
      << "an escaped newline begins a line for stripping";
  EXPECT_EQ(parsed("''   ''"), R"("")");
  EXPECT_EQ(parsed("''${\"a\"}''"), R"("a")");
  EXPECT_EQ(parsed("\"${\"a\"}\""), R"(("a"))");
}

TEST_F(ParseTest, CarriageReturnsAreNormalisedInQuotesOnly) {
  EXPECT_EQ(parsed("\"a\r\nb\rc\\\rd\""), R"("a\nb\nc\rd")");
  EXPECT_EQ(parsed("''a\r\nb''"), R"("a\r\nb")");
}

TEST_F(ParseTest, PathsAreMadeAbsolute) {
  EXPECT_EQ(parsed("./a/../b"), "/base/b");
  EXPECT_EQ(parsed("../x"), "/x");
  EXPECT_EQ(parsed("a/b"), "/base/a/b");
  EXPECT_EQ(parsed("~/x"), "/home/sean/x");
  EXPECT_EQ(parsed("./a/${b}"), "(/base/a/ + b)");
  EXPECT_EQ(parsed("/${b}/c"), "(/ + b + \"/c\")");
  EXPECT_EQ(parsed("./a/"), "1:4 path has a trailing slash");
  EXPECT_EQ(parsed("a/b//c"), "1:7 syntax error, unexpected end of path, expecting '${'");
  options_.home_dir.clear();
  EXPECT_EQ(parsed("~/x"), "1:1 the path '~/x' can not be resolved in pure mode");
}

TEST_F(ParseTest, NumbersHaveLimits) {
  EXPECT_EQ(parsed("9223372036854775807"), "9223372036854775807");
  EXPECT_EQ(parsed("9223372036854775808"), "1:1 invalid integer '9223372036854775808'");
  EXPECT_EQ(parsed("1.5e400"), "1:1 invalid float '1.5e400'");
  EXPECT_EQ(parsed("100000000.5"), "1e+08");
}

TEST_F(ParseTest, StringsHoldNoNul) {
  EXPECT_EQ(parsed(std::string("\"a\0b\"", 5)),
            "1:2 input string 'a␀b' cannot be represented as Nix string because it contains null bytes");
}

TEST_F(ParseTest, PositionsPointAtOperatorsAndBeginnings) {
  const auto column = [&](const std::string& text) {
    parsed(text);
    return tree_result_.root->pos - file_->begin + 1;
  };
  EXPECT_EQ(column("aa + b"), 4u);
  EXPECT_EQ(column("aa ? b"), 4u);
  EXPECT_EQ(column(" (f) x"), 2u);
  EXPECT_EQ(column(" (f x).y"), 2u);
  EXPECT_EQ(column(" \"a${b}\""), 2u);
  EXPECT_EQ(column("  x: x"), 3u);
  EXPECT_EQ(column(" rec { }"), 2u);
}

TEST_F(ParseTest, FunctionsCarryTheNameTheyAreBoundTo) {
  parsed("{ f = a: b: a; }");
  auto& set = static_cast<ast::AttrsNode&>(*tree_result_.root);
  auto& f = static_cast<ast::LambdaNode&>(*set.bindings[0].value);
  EXPECT_EQ(symbols_.text(f.name), "f");
  EXPECT_EQ(symbols_.text(static_cast<ast::LambdaNode&>(*f.body).name), "f");
}

}  // namespace
}  // namespace hm::test
