#include "lang/eval/print_value.hpp"

#include <gtest/gtest.h>

#include "tests/unit/builtins/evaluate.hpp"

namespace {

using namespace hm;
using hm::test::evaluate;

std::string printed(const std::string& expression, const PrintOptions& options) {
  return evaluate(expression, [&](Evaluator& e, V& v) { return print_value(e, e.force(v), options); }).text;
}

std::string plain(const std::string& expression) {
  return evaluate(expression, [](Evaluator& e, V& v) { return print_plain(e, e.force(v)); }).text;
}

std::string json(const std::string& expression) {
  return evaluate(expression,
                  [](Evaluator& e, V& v) {
                    ContextSet context;
                    return value_to_json(e, v, true, kNoPos, context);
                  })
      .text;
}

std::string xml(const std::string& expression, bool location = false) {
  return evaluate(expression,
                  [&](Evaluator& e, V& v) {
                    ContextSet context;
                    return value_to_xml(e, v, true, location, context, kNoPos);
                  })
      .text;
}

TEST(PrintPlain, LeavesAloneWhatIsNotEvaluated) {
  EXPECT_EQ(plain("{ a = 1 + 1; b = \"x\"; }"), "{ a = <CODE>; b = \"x\"; }");
  EXPECT_EQ(plain("let s = { a = 1 + 1; }; in builtins.seq s.a s"), "{ a = 2; }");
  EXPECT_EQ(evaluate("[ (x: x) builtins.add (builtins.add 1) ]").text, "[ <LAMBDA> <PRIMOP> <PRIMOP-APP> ]");
}

TEST(PrintPlain, EndsOnCycles) {
  EXPECT_EQ(evaluate("let s = { inherit s; }; in s").text, "{ s = «repeated»; }");
  EXPECT_EQ(evaluate("let l = [ l ]; in l").text, "[ [ «repeated» ] ]");
  EXPECT_EQ(evaluate("let s = { a = 1; }; in [ s s { } { } [ ] [ ] ]").text,
            "[ { a = 1; } «repeated» { } { } [ ] [ ] ]");
}

TEST(PrintPlain, QuotesNamesAndStrings) {
  EXPECT_EQ(
      evaluate("{ \"a b\" = \"q\\\"\\\\\\n\\r\\t\\${x} $y $\"; \"if\" = 1; or = 2; a-b' = 3; \"1\" = 4; \"\" "
               "= 5; }")
          .text,
      "{ \"\" = 5; \"1\" = 4; \"a b\" = \"q\\\"\\\\\\n\\r\\t\\${x} $y $\"; a-b' = 3; \"if\" = 1; or = 2; }");
}

TEST(PrintPlain, WritesNumbersShort) {
  EXPECT_EQ(evaluate("[ 1.0 0.1 100000.0 1000000.0 123456789.0 1.0e-5 (1.0e200 * 1.0e200) ]").text,
            "[ 1 0.1 100000 1e+06 1.23457e+08 1e-05 inf ]");
}

TEST(PrintPlain, RefusesWhatIsTooDeep) {
  auto outcome = evaluate("let f = n: { inner = f (n + 1); }; in f 0");
  EXPECT_EQ(outcome.code, Code::StackDepth);
}

TEST(PrintValue, NamesFunctionsAndPlaces) {
  EXPECT_EQ(printed("let f = x: x; in [ f builtins.add (builtins.add 1) __sub ]", {.force = true}),
            "[ «lambda f @ «string»:1:9» «primop add» «partially applied primop add» «primop sub» ]");
  EXPECT_EQ(printed("{ a = 1 + 1; }", {}), "{ a = «thunk»; }");
}

TEST(PrintValue, PrintsFailuresInPlace) {
  EXPECT_EQ(printed("{ a = throw \"no\"; b = 1; }", {.force = true}), "{ a = «error: no»; b = 1; }");
  EXPECT_EQ(printed("{ a = throw \"no\"; }", {.force = true, .throw_errors = true}), "no");
  EXPECT_EQ(printed("{ a = throw \"no\"; }", {.force = true, .throw_top_level = true}),
            "{ a = «error: no»; }");
}

TEST(PrintValue, LeavesOutWhatIsTooMuch) {
  EXPECT_EQ(printed("[ 1 2 3 4 ]", {.max_list_items = 2}), "[ 1 2 «2 items elided» ]");
  EXPECT_EQ(printed("[ 1 2 3 ]", {.max_list_items = 2}), "[ 1 2 «1 item elided» ]");
  EXPECT_EQ(printed("{ a = 1; b = 2; type = 3; }", {.max_attrs = 2}),
            "{ type = 3; a = 1; «1 attribute elided» }");
  EXPECT_EQ(printed("[ [ 1 ] { a = 1; } ]", {.max_depth = 1}), "[ [ ... ] { ... } ]");
  EXPECT_EQ(printed("\"abcdef\"", {.max_string = 4}), "\"abcd\" «2 bytes elided»");
  EXPECT_EQ(printed("\"abcde\"", {.max_string = 5}), "\"abcde\"");
}

TEST(PrintValue, BreaksLines) {
  EXPECT_EQ(printed("{ a = 1; b = [ 1 2 ]; c = [ 1 ]; d = { e = { }; }; }", {.force = true, .indent = 2}),
            "{\n  a = 1;\n  b = [\n    1\n    2\n  ];\n  c = [ 1 ];\n  d = {\n    e = { };\n  };\n}");
}

TEST(PrintValue, ShortensDerivations) {
  EXPECT_EQ(
      printed("{ d = { type = \"derivation\"; drvPath = \"/nix/store/x.drv\"; rest = throw \"no\"; }; }",
              {.force = true, .derivation_paths = true}),
      "{ d = «derivation /nix/store/x.drv»; }");
}

TEST(Json, WritesTheShortestNumbers) {
  EXPECT_EQ(json("[ 1.0 0.1 1.0e50 (-2.5) 1 (1.0e200 * 1.0e200) ]"), "[1.0,0.1,1e+50,-2.5,1,null]");
  EXPECT_EQ(json("[ 123456.789 3.141592653589793 1.7976931348623157e308 0.30000000000000004 ]"),
            "[123456.789,3.141592653589793,1.7976931348623157e+308,0.30000000000000004]");
  EXPECT_EQ(json("[ 9223372036854775807 (-9223372036854775807 - 1) 1152921504606846976 ]"),
            "[9223372036854775807,-9223372036854775808,1152921504606846976]");
}

TEST(Json, EscapesAsNeeded) {
  EXPECT_EQ(json("\"q\\\" b\\\\ n\\n r\\r t\\t / é 日 \\${x}\""),
            "\"q\\\" b\\\\ n\\n r\\r t\\t / é 日 ${x}\"");
  EXPECT_EQ(json("builtins.fromJSON ''\"\\u0001\\u001f\\b\\f\\u007f\"''"), "\"\\u0001\\u001f\\b\\f\x7f\"");
}

TEST(Json, ReportsMalformedTextLast) {
  const std::string bad = "(builtins.substring 0 1 \"é\")";
  EXPECT_TRUE(json("[ \"ab\" " + bad + " ]")
                  .starts_with("JSON serialization error: [json.exception.type_error.316] "));
  EXPECT_EQ(json("[ " + bad + " (throw \"first\") ]"), "first");
}

TEST(Json, SetsThatStandForSomethingElse) {
  EXPECT_EQ(json("{ outPath = \"/o\"; a = 1; }"), "\"/o\"");
  EXPECT_EQ(json("{ outPath = { a = 1; }; }"), "{\"a\":1}");
  EXPECT_EQ(json("{ __toString = s: s.x; x = \"y\"; outPath = \"/o\"; }"), "\"y\"");
  EXPECT_EQ(json("{ __toString = s: 5; }"), "`__toString` should return a string, but got an integer: 5");
  EXPECT_EQ(json("x: x"), "cannot convert a function to JSON");
  EXPECT_EQ(json("builtins.add"), "cannot convert the built-in function 'add' to JSON");
  EXPECT_EQ(json("builtins.add 1"), "cannot convert the partially applied built-in function 'add' to JSON");
}

TEST(Xml, Escapes) {
  EXPECT_EQ(xml("\"<&>\\\"'\\n\\t\""),
            "<?xml version='1.0' encoding='utf-8'?>\n<expr>\n  <string value=\"&lt;&amp;&gt;&quot;'&#xA;\t\" "
            "/>\n</expr>\n");
}

TEST(Xml, SaysWhereThingsAre) {
  EXPECT_EQ(
      xml("{\n  f = { b, a ? 1, ... }@x: a; }", true),
      "<?xml version='1.0' encoding='utf-8'?>\n<expr>\n  <attrs>\n    <attr column=\"3\" line=\"2\" "
      "name=\"f\">\n"
      "      <function column=\"7\" line=\"2\">\n        <attrspat ellipsis=\"1\" name=\"x\">\n"
      "          <attr name=\"a\" />\n          <attr name=\"b\" />\n        </attrspat>\n      </function>\n"
      "    </attr>\n  </attrs>\n</expr>\n");
}

}  // namespace
