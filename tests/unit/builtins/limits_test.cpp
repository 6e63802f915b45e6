// An evaluation that is given limits ends within them: what would go on for ever, or grow without end, ends
// in a diagnostic, whichever loop it sits in.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "lang/base/render.hpp"
#include "lang/eval/evaluator.hpp"
#include "lang/eval/print_value.hpp"
#include "tests/support/empty_host.hpp"

namespace hm {
namespace {

using ::testing::HasSubstr;

// The code of the failure, or the value printed.
std::string outcome(const std::string& expression, EvaluatorOptions options) {
  SymbolTable symbols;
  SourceMap sources;
  test::EmptyHost host;
  Evaluator e(symbols, sources, host, std::move(options));
  std::string out;
  Status status = e.guarded([&] {
    V value = e.evaluate_text_in_scope(expression, "«string»", "/", 0);
    e.force_deep(value);
    out = print_plain(e, value);
  });
  if (status) return out;
  EXPECT_FALSE(render(status.error().diagnostic(), sources, {}).empty());
  return std::string(info(status.error().code()).slug) + ": " + status.error().message();
}

std::string with_steps(const std::string& expression) {
  EvaluatorOptions options;
  options.max_steps = 100'000;
  options.max_heap = std::size_t{1} << 30;
  return outcome(expression, options);
}

std::string with_heap(const std::string& expression) {
  EvaluatorOptions options;
  options.max_heap = std::size_t{64} << 20;
  return outcome(expression, options);
}

// Binary trees as deep as the sharing goes: 40 objects that look like 2^40 to whoever does not see it.
const std::string kTrees =
    "let tree = n: builtins.foldl' (t: _: [ t t ]) [ ] (builtins.genList (i: i) n); a = tree 40; b = tree "
    "40; in ";

TEST(Limits, LoopsThatNeitherCallNorForceUseUpSteps) {
  for (const char* body : {"a == b", "a < b", "builtins.toJSON a", "builtins.toXML a", "toString a",
                           "builtins.elem a [ b ]", "builtins.sort (x: y: x < y) [ a b ]"}) {
    EXPECT_THAT(with_steps(kTrees + body), HasSubstr("step-limit")) << body;
  }
}

TEST(Limits, LoopsOfBuiltinsOverLongListsUseUpSteps) {
  const std::string list = "let l = builtins.genList (i: i) 1000; n = builtins.genList (i: i) 2000; in ";
  for (const char* body :
       {"map (i: builtins.elem (-1) l) n", "map (i: builtins.foldl' builtins.add 0 l) n",
        "map (i: builtins.all builtins.isInt l) n", "map (i: builtins.filter builtins.isInt l) n",
        "map (i: builtins.concatStringsSep \"\" (map toString l)) n"}) {
    EXPECT_THAT(with_steps(list + body), HasSubstr("step-limit")) << body;
  }
}

TEST(Limits, PatternsUseUpSteps) {
  EXPECT_THAT(with_steps("let t = builtins.concatStringsSep \"\" (builtins.genList (i: \"a\") 1000); in "
                         "map (i: builtins.match \"(a|aa)*b\" t) (builtins.genList (i: i) 5000)"),
              HasSubstr("limit"));
}

TEST(Limits, EndlessWorkUsesUpSteps) {
  EXPECT_THAT(
      with_steps("builtins.length (builtins.genericClosure { startSet = [ { key = 0; } ]; operator = x: [ { "
                 "key = x.key + 1; } ]; })"),
      HasSubstr("step-limit"));
}

TEST(Limits, TextsPutTogetherOutsideOfTheHeapAreBounded) {
  const std::string twice =
      "let big = builtins.foldl' (t: _: t + t) \"0123456789abcdef\" (builtins.genList (i: i) 20); in ";
  for (const char* body : {"builtins.concatStringsSep \"\" (builtins.genList (i: big) 1000000)",
                           "builtins.replaceStrings [ \"0\" ] [ big ] big",
                           "builtins.toJSON (builtins.genList (i: big) 1000000)",
                           "builtins.toXML (builtins.genList (i: big) 1000000)",
                           "toString (builtins.genList (i: big) 1000000)"}) {
    EXPECT_THAT(with_heap(twice + body), HasSubstr("heap-limit")) << body;
  }
}

TEST(Limits, AListLongerThanItsCountIsRefused) {
  EvaluatorOptions options;
  options.max_heap = std::size_t{64} << 20;
  const std::string list = "let l = builtins.genList (i: i) 1048576; in builtins.length ";
  EXPECT_THAT(outcome(list + "(builtins.concatLists (builtins.genList (i: l) 4096))", options),
              HasSubstr("heap-limit"));
}

TEST(Limits, TheMemoryLimitIsNamedAsItWasGiven) {
  EXPECT_THAT(with_heap("builtins.genList (i: i) 4000000000"), HasSubstr("more than the 64 MiB"));
  EvaluatorOptions small;
  small.max_heap = 1000;
  EXPECT_THAT(outcome("builtins.genList (i: i) 1000000", small), HasSubstr("more than the 1000 bytes"));
}

}  // namespace
}  // namespace hm
