// match and split end in a diagnostic where std::regex would overflow the stack or run for ever.
#include <gtest/gtest.h>

#include "tests/unit/builtins/evaluate.hpp"

namespace {

using hm::test::evaluate;
using hm::test::Outcome;

std::string repeated(const std::string& what, int count) {
  return "(builtins.concatStringsSep \"\" (builtins.genList (x: \"" + what + "\") " + std::to_string(count) +
         "))";
}

// So that what would take seconds takes moments.
Outcome evaluate_with_little_fuel(const std::string& expression) {
  hm::EvaluatorOptions options;
  options.max_steps = 3'000'000;
  return evaluate(expression, hm::test::print_strictly, options);
}

TEST(RegexLimits, ExponentialPatternsEnd) {
  Outcome outcome = evaluate_with_little_fuel("builtins.match \"(a*)*b\" " + repeated("a", 40));
  EXPECT_FALSE(outcome.ok);
  EXPECT_EQ(outcome.text, "step limit exceeded by regular expression '(a*)*b'");
  EXPECT_EQ(outcome.code, hm::Code::BadUse);
}

TEST(RegexLimits, LongTextsMatch) {
  EXPECT_EQ(evaluate("builtins.stringLength (builtins.head (builtins.match \"((a|b)*)\" " +
                     repeated("ab", 20000) + "))")
                .text,
            "40000");
  EXPECT_EQ(evaluate("builtins.stringLength (builtins.head (builtins.match \"(.*)\" " +
                     repeated("abcdefgh", 200000) + "))")
                .text,
            "1600000");
  EXPECT_EQ(evaluate("builtins.length (builtins.split \",\" " + repeated("a,", 100000) + ")").text, "200001");
}

TEST(RegexLimits, LongTextsEnd) {
  Outcome outcome = evaluate_with_little_fuel("builtins.match \"((a|b)*)\" " +
                                              repeated("abababababababababababababababababababab", 50000));
  EXPECT_FALSE(outcome.ok);
  EXPECT_NE(outcome.text.find("limit exceeded by regular expression"), std::string::npos) << outcome.text;
}

TEST(RegexLimits, LargePatternsEnd) {
#ifdef __SANITIZE_ADDRESS__
  // It forgets to clean its marks from stacks above 64 MiB when an exception passes, and then meets its own marks.
  GTEST_SKIP() << "the address sanitizer does not follow exceptions through a stack this deep";
#endif
  EXPECT_EQ(evaluate("builtins.match \"(((((a{10}){10}){10}){10}){10}){10}\" \"a\"").text,
            "memory limit exceeded by regular expression '(((((a{10}){10}){10}){10}){10}){10}'");
  Outcome nested = evaluate("builtins.match " + repeated("(", 200000) + " \"\"");
  EXPECT_FALSE(nested.ok);
  Outcome deep = evaluate("builtins.match (" + repeated("(a", 20000) + " + " + repeated(")*", 20000) + ") " +
                          repeated("a", 20000));
  EXPECT_FALSE(deep.ok);
}

}  // namespace
