#include <gmock/gmock.h>

#include "syntax_fixture.hpp"

namespace hm::test {
namespace {

using testing::HasSubstr;

using RecoveryTest = SyntaxTest;

TEST_F(RecoveryTest, AMissingSemicolonIsShownWhereItBelongs) {
  EXPECT_EQ(
      parsed("{\n  a = 1\n  b.c = 2;\n  d = 3\n}"),
      "2:8 syntax error, unexpected '=', expecting ';'\n4:8 syntax error, unexpected '}', expecting ';'");
  EXPECT_EQ(tree_result_.errors[0].labels[0].text, "expected ';' after this definition");
  EXPECT_EQ(marked(1), "b");
}

TEST_F(RecoveryTest, ErrorsInOneSetAreAllReported) {
  EXPECT_EQ(parsed("{ a = ; b = (1 + ; c = [ 1 = ]; d = if x then y; e = 1; }"),
            "1:7 syntax error, unexpected ';'\n"
            "1:18 syntax error, unexpected ';'\n"
            "1:28 syntax error, unexpected '='\n"
            "1:48 syntax error, unexpected ';', expecting 'else'");
}

TEST_F(RecoveryTest, AtMostTenErrors) {
  std::string text = "{ ";
  for (int i = 0; i < 50; ++i) text += "a = ; ";
  parsed(text + "}");
  EXPECT_EQ(tree_result_.errors.size(), 10u);
}

TEST_F(RecoveryTest, InnerSetsDoNotDisturbOuterOnes) {
  EXPECT_EQ(parsed("{ a = { b = ) ; c = 1; }; d = ]; e = 2; }"),
            "1:13 syntax error, unexpected ')'\n1:31 syntax error, unexpected ']'");
}

TEST_F(RecoveryTest, ErrorsInsideStringsAndFunctionsAreFound) {
  EXPECT_EQ(parsed("{ a = \"x${1 +}y\"; f = { p, q ? (}: p; b = ''${=}''; }"),
            "1:14 syntax error, unexpected '}'\n"
            "1:33 syntax error, unexpected '}'\n"
            "1:47 syntax error, unexpected '='");
}

TEST_F(RecoveryTest, TheEndOfTheTextIsReportedOnce) {
  EXPECT_EQ(parsed("{ a = { b = { c = ["), "1:20 syntax error, unexpected end of file");
  EXPECT_EQ(marked(1), "[");
  EXPECT_EQ(parsed("{ a = \"x; }"), "1:12 syntax error, unexpected end of file, expecting '\"'");
  EXPECT_EQ(tree_result_.errors[0].labels[1].text, "this '\"' is never closed");
  EXPECT_EQ(parsed("{ a = /* 1; }"), "1:7 syntax error, unexpected end of file");
}

TEST_F(RecoveryTest, IndentationTellsWhichBracketIsMissing) {
  parsed("{\n  a = {\n    b = {\n      c = 1;\n  };\n  d = 1;\n}\n");
  bool told = false;
  for (const Label& label : tree_result_.errors.at(0).labels)
    told = told || (label.text.starts_with("perhaps") && sources_.locate(label.span.begin).line == 3);
  EXPECT_TRUE(told);
}

TEST_F(RecoveryTest, HabitsFromOtherLanguagesGetAdvice) {
  const auto hint = [&](const std::string& text) {
    parsed(text);
    return tree_result_.errors.at(0).hint;
  };
  EXPECT_THAT(hint("[ a, b ]"), HasSubstr("separated by spaces"));
  EXPECT_THAT(hint("{ a = 1, b = 2; }"), HasSubstr("end with `;`"));
  EXPECT_THAT(hint("a | b"), HasSubstr("`||`"));
  EXPECT_THAT(hint("if a then b"), HasSubstr("`else`"));
  EXPECT_THAT(hint("if a = b then c else d"), HasSubstr("`==`"));
  EXPECT_THAT(hint("$x"), HasSubstr("`$`"));
  EXPECT_EQ(parsed("1 é"), "1:3 syntax error, unexpected invalid token, expecting end of file");
  EXPECT_EQ(marked(0), "é");
}

class DepthTest : public SyntaxTest, public testing::WithParamInterface<std::pair<const char*, const char*>> {
 protected:
  std::string nested(int levels) {
    std::string text;
    for (int i = 0; i < levels; ++i) text += GetParam().first;
    text += "1";
    for (int i = 0; i < levels; ++i) text += GetParam().second;
    return text;
  }
};

#if defined(__SANITIZE_ADDRESS__)
constexpr int kLevels = 10'000;  // frames are several times as large, and the big stack is not
#else
constexpr int kLevels = 100'000;
#endif

TEST_P(DepthTest, AHundredThousandLevelsParseAndPrint) {
  const std::string printed = parsed(nested(kLevels));
  EXPECT_THAT(printed.substr(0, 200), testing::Not(HasSubstr("error")));
  EXPECT_TRUE(tree_result_.errors.empty());
}

TEST_P(DepthTest, MoreIsADiagnostic) {
#ifdef __SANITIZE_ADDRESS__
  // It forgets to clean its marks from stacks above 64 MiB when an exception passes, and then meets its own marks.
  GTEST_SKIP() << "the address sanitizer does not follow exceptions through a stack this deep";
#endif
  parsed(nested(130'000));
  ASSERT_EQ(tree_result_.errors.size(), 1u);
  EXPECT_EQ(tree_result_.errors[0].code, Code::StackDepth);
}

INSTANTIATE_TEST_SUITE_P(Constructs, DepthTest,
                         testing::Values(std::pair("(", ")"), std::pair("[", "]"), std::pair("{a=", ";}"),
                                         std::pair("let a = ", "; in a"), std::pair("x: ", ""),
                                         std::pair("! ", ""), std::pair("- ", ""), std::pair("\"${", "}\""),
                                         std::pair("a ++ ", ""), std::pair("a.b or ", ""),
                                         std::pair("with a; ", ""), std::pair("", " - 1"),
                                         std::pair("", " && 1")));

TEST_F(RecoveryTest, LongAttributePathsCountAsDepth) {
  std::string text = "{ a";
  for (int i = 0; i < 200'000; ++i) text += ".a";
  parsed(text + " = 1; }");
  EXPECT_EQ(tree_result_.errors.at(0).code, Code::StackDepth);
}

TEST_F(RecoveryTest, LongSumsAreNotDepth) {
  std::string text = "1";
  for (int i = 0; i < 300'000; ++i) text += " + 1";
  parsed(text);
  EXPECT_TRUE(tree_result_.errors.empty());
}

}  // namespace
}  // namespace hm::test
