// What is evaluated, and in which order: a table of expressions whose operands fail, and which failure comes
// out.
#include <gtest/gtest.h>

#include "tests/unit/builtins/evaluate.hpp"

namespace {

using hm::Code;
using hm::test::evaluate;
using hm::test::Outcome;

struct Case {
  const char* expression;
  const char* message;
};

TEST(Order, TheFirstOperandLookedAtFails) {
  // As the reference does since 2.18.
  const Case cases[] = {
      {"builtins.elemAt (throw \"list\") (throw \"index\")", "index"},
      {"builtins.map (throw \"f\") (throw \"list\")", "list"},
      {"builtins.filter (throw \"f\") (throw \"list\")", "list"},
      {"builtins.sort (throw \"f\") (throw \"list\")", "list"},
      {"builtins.elem (throw \"x\") (throw \"list\")", "list"},
      {"builtins.foldl' (throw \"f\") (throw \"start\") (throw \"list\")", "f"},
      {"builtins.any (throw \"f\") (throw \"list\")", "f"},
      {"builtins.all (throw \"f\") (throw \"list\")", "f"},
      {"builtins.concatMap (throw \"f\") (throw \"list\")", "f"},
      {"builtins.partition (throw \"f\") (throw \"list\")", "f"},
      {"builtins.groupBy (throw \"f\") (throw \"list\")", "f"},
      {"builtins.genList (throw \"f\") (throw \"n\")", "n"},
      {"builtins.getAttr (throw \"name\") (throw \"set\")", "name"},
      {"builtins.hasAttr (throw \"name\") (throw \"set\")", "name"},
      {"builtins.removeAttrs (throw \"set\") (throw \"names\")", "set"},
      {"builtins.mapAttrs (throw \"f\") (throw \"set\")", "set"},
      {"builtins.intersectAttrs (throw \"x\") (throw \"y\")", "x"},
      {"builtins.catAttrs (throw \"name\") (throw \"list\")", "name"},
      {"builtins.zipAttrsWith (throw \"f\") (throw \"list\")", "f"},
      {"builtins.replaceStrings (throw \"from\") (throw \"to\") (throw \"s\")", "from"},
      {"builtins.concatStringsSep (throw \"sep\") (throw \"list\")", "sep"},
      {"builtins.substring (throw \"start\") (throw \"length\") (throw \"s\")", "start"},
      {"builtins.hashString (throw \"algorithm\") (throw \"s\")", "algorithm"},
      {"builtins.match (throw \"pattern\") (throw \"s\")", "pattern"},
      {"builtins.compareVersions (throw \"x\") (throw \"y\")", "x"},
      {"builtins.seq (throw \"x\") (throw \"y\")", "x"},
      {"builtins.add (throw \"x\") (throw \"y\")", "x"},
      {"builtins.lessThan (throw \"x\") (throw \"y\")", "x"},
      // Arguments are evaluated when the body gets to them, also where the call does that at once.
      {"(x: x.a) (throw \"argument\")", "argument"},
      {"({ a }: a) (throw \"argument\")", "argument"},
      {"(x: throw \"body\") (throw \"argument\")", "body"},
      {"(x: (throw \"function\") x) (throw \"argument\")", "function"},
      {"(x: (throw \"left\") + x) (throw \"argument\")", "left"},
      {"(x: (throw \"left\") // x) (throw \"argument\")", "argument"},
      {"(x: x < throw \"right\") (throw \"argument\")", "argument"},
      {"(x: throw \"left\" <= x) (throw \"argument\")", "argument"},
      {"(x: if x then 1 else throw \"else\") (throw \"argument\")", "argument"},
      {"(x: assert throw \"condition\"; x) (throw \"argument\")", "condition"},
      {"(x: y: x + y) (throw \"first\") (throw \"second\")", "first"},
      {"(x: y: y + x) (throw \"first\") (throw \"second\")", "second"},
      {"(x: builtins.elemAt x (throw \"index\")) (throw \"argument\")", "index"},
      {"(throw \"function\") (throw \"argument\")", "function"},
      {"builtins.appendContext (throw \"s\") (throw \"context\")", "s"},
  };
  for (const Case& c : cases) EXPECT_EQ(evaluate(c.expression).text, c.message) << c.expression;
}

TEST(Order, AnOperandIsCheckedBeforeTheNextIsEvaluated) {
  const Case cases[] = {
      {"builtins.getAttr 1 (throw \"set\")", "expected a string but found an integer: 1"},
      {"builtins.foldl' 1 0 (throw \"list\")", "expected a function but found an integer: 1"},
      {"builtins.map 1 [ ]", ""},
      {"builtins.elemAt (throw \"list\") \"x\"", "expected an integer but found a string: \"x\""},
      {"builtins.substring (-1) (throw \"length\") (throw \"s\")", "negative start position in 'substring'"},
      {"builtins.hashString \"md4\" (throw \"s\")",
       "unknown hash algorithm 'md4', expect 'blake3', 'md5', 'sha1', 'sha256', or 'sha512'"},
      {"builtins.match \"(\" (throw \"s\")", "invalid regular expression '('"},
      {"\"x\" / 0", "division by zero"},
      {"builtins.div (throw \"x\") 0", "x"},
      {"builtins.convertHash { hash = \"x\"; hashAlgo = \"md5\"; toHashFormat = \"base7\"; }",
       "unknown hash format 'base7', expect 'base16', 'base32', 'base64', or 'sri'"},
  };
  for (const Case& c : cases) {
    Outcome outcome = evaluate(c.expression);
    EXPECT_EQ(outcome.ok ? "" : outcome.text, c.message) << c.expression;
  }
}

TEST(Order, ResultsAreLazyWhereTheReferencesAre) {
  const Case cases[] = {
      {"builtins.length (map throw [ \"a\" ])", "1"},
      {"builtins.attrNames (builtins.mapAttrs (throw \"f\") { a = 1; })", "[ \"a\" ]"},
      {"builtins.length (builtins.genList throw 3)", "3"},
      {"builtins.attrNames (builtins.zipAttrsWith (n: throw \"f\") [ { a = 1; } ])", "[ \"a\" ]"},
      {"builtins.foldl' (a: b: b) (throw \"start\") [ 1 ]", "1"},
      {"builtins.genericClosure { startSet = [ ]; operator = throw \"op\"; }", "[ ]"},
      {"builtins.attrNames (builtins.listToAttrs [ { name = \"a\"; value = throw \"v\"; } ])", "[ \"a\" ]"},
      {"builtins.replaceStrings [ \"x\" ] [ (throw \"unused\") ] \"abc\"", "\"abc\""},
      {"builtins.length (builtins.concatLists [ [ (throw \"a\") ] [ (throw \"b\") ] ])", "2"},
      {"(builtins.head (builtins.catAttrs \"a\" [ { a = 1; b = throw \"b\"; } ]))", "1"},
      {"builtins.length (builtins.filter (x: true) [ (throw \"a\") ])", "1"},
      {"builtins.addErrorContext (throw \"message\") 1", "1"},
      {"(builtins.removeAttrs { a = throw \"a\"; b = 1; } [ \"c\" ]).b", "1"},
  };
  for (const Case& c : cases) EXPECT_EQ(evaluate(c.expression).text, c.message) << c.expression;
}

TEST(Order, TryEvalCatchesOnlyThrowAndAssert) {
  EXPECT_EQ(evaluate("builtins.tryEval (throw \"x\")").text, "{ success = false; value = false; }");
  EXPECT_EQ(evaluate("builtins.tryEval (assert false; 1)").text, "{ success = false; value = false; }");
  EXPECT_EQ(evaluate("builtins.tryEval (abort \"x\")").code, Code::Abort);
  EXPECT_EQ(evaluate("builtins.tryEval (1 + \"x\")").code, Code::TypeMismatch);
  EXPECT_EQ(evaluate("builtins.tryEval { }.x").code, Code::MissingAttribute);
  EXPECT_EQ(evaluate("builtins.tryEval (9223372036854775807 + 1)").code, Code::IntegerOverflow);
}

TEST(Order, NarratesOnceInOrder) {
  Outcome outcome = evaluate(
      "let x = builtins.trace \"one\" 1; in builtins.trace { a = x; } (x + x + builtins.warn \"careful\" 2)");
  EXPECT_EQ(outcome.text, "4");
  EXPECT_EQ(outcome.lines, (std::vector<std::string>{"trace: { a = «thunk»; }", "trace: one",
                                                     "evaluation warning: careful"}));
}

TEST(Order, PureEvaluationHidesTheMachine) {
  hm::EvaluatorOptions pure;
  pure.pure = true;
  EXPECT_EQ(evaluate("[ (builtins ? currentTime) (builtins ? currentSystem) (builtins.getEnv \"HOME\") ]",
                     hm::test::print_strictly, pure)
                .text,
            "[ false false \"\" ]");
  EXPECT_EQ(evaluate("[ (builtins ? currentTime) builtins.currentSystem (builtins.getEnv \"HOME\") "
                     "(builtins.getEnv \"NONE\") ]")
                .text,
            "[ true \"x86_64-linux\" \"/home/sean\" \"\" ]");
}

TEST(Order, SortSurvivesAnyComparison) {
  const char* scrambled = "(builtins.genList (i: builtins.bitAnd (i * 7919) 511) 300)";
  for (const char* less : {"(a: b: true)", "(a: b: false)", "(a: b: builtins.bitAnd (a + b) 1 == 0)",
                           "(a: b: a <= b)", "(a: b: a != b)"}) {
    const std::string sorted = std::string("(builtins.sort ") + less + " " + scrambled + ")";
    EXPECT_EQ(evaluate(std::string("builtins.sort builtins.lessThan ") + sorted +
                       " == builtins.sort builtins.lessThan " + scrambled)
                  .text,
              "true")
        << less;
  }
}

TEST(Trace, SaysWhatWasGoingOn) {
  using Frames = std::vector<std::string>;
  EXPECT_EQ(evaluate("builtins.addErrorContext \"while ${\"being\"} asked\" (throw \"x\")").frames,
            (Frames{"while calling the 'throw' builtin", "while being asked"}));
  EXPECT_EQ(evaluate("builtins.addErrorContext \"outer\" (builtins.addErrorContext \"inner\" (throw \"x\"))")
                .frames,
            (Frames{"while calling the 'throw' builtin", "inner", "outer"}));
  // A message that fails itself is left out.
  EXPECT_EQ(evaluate("builtins.addErrorContext (throw \"message\") (throw \"x\")").text, "x");
  EXPECT_EQ(
      evaluate("builtins.genericClosure { startSet = [ { key = 1; } { key = \"a\"; } ]; operator = x: [ ]; }")
          .frames[0],
      "while comparing element { key = \"a\"; } with element { key = 1; }");
  EXPECT_EQ(evaluate("builtins.toJSON { a = [ 1 (throw \"x\") ]; }").frames,
            (Frames{"while calling the 'throw' builtin", "while evaluating list element at index 1",
                    "while evaluating the attribute 'a'", "while calling the 'toJSON' builtin"}));
}

}  // namespace
