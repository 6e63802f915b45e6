// links: hm_lang hm_test_support
// A pattern (the first line) and a text: match and split end in a value or a diagnostic, and the quick way
// for simple patterns finds what the C++ library's POSIX matcher finds.
#include <regex>

#include "lang/builtins/simple_pattern.hpp"
#include "tests/fuzz/builtin_fuzzing.hpp"

namespace {

using namespace hm;

void split_and_match(Evaluator& e, std::string_view pattern, std::string_view text) {
  for (const std::string_view name : {"match", "split"}) {
    V arguments[] = {e.make_string(pattern), e.make_string(text)};
    const V function = e.evaluate_text_in_scope("builtins." + std::string(name), "«fuzz»", "/", 0);
    V result = e.apply(function, arguments[0], arguments[1], kNoPos);
    e.force_deep(result);
  }
}

void compare(std::string_view pattern, std::string_view text) {
  auto simple = builtin::SimplePattern::compile(pattern);
  if (!simple) return;
  const std::regex reference(pattern.begin(), pattern.end(), std::regex::extended);
  std::match_results<std::string_view::const_iterator> found;
  // What takes many steps here takes the reference for ever.
  builtin::MatchBudget budget{100'000};
  bool ours = false;
  try {
    ours = simple->match(text, budget);
  } catch (const builtin::MatchBudget&) {
    return;
  }
  const bool theirs = std::regex_match(text.begin(), text.end(), found, reference);
  if (ours != theirs) std::abort();
  if (!ours) return;
  if (simple->group_count() + 1 != found.size()) std::abort();
  for (std::size_t i = 0; i < found.size(); ++i) {
    const builtin::MatchedPart part = simple->part(text, i);
    if ((part.begin != nullptr) != found[i].matched) std::abort();
    if (part.begin &&
        std::string_view(part.begin, static_cast<std::size_t>(part.end - part.begin)) != found[i].str())
      std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kLongest = 96;  // the reference's time grows fast
  if (size > kLongest) return 0;
  const std::string_view all = test::input_text(data, size);
  const std::size_t end = std::min(all.find('\n'), all.size());
  const std::string_view pattern = all.substr(0, end), text = all.substr(std::min(end + 1, all.size()));
  test::fuzz_evaluation([&](Evaluator& e) { split_and_match(e, pattern, text); });
  compare(pattern, text);
  return 0;
}
