// links: hm_lang hm_test_support
// Any bytes as JSON: a value or a diagnostic; and what the value is written as reads back as the same.
#include "tests/fuzz/builtin_fuzzing.hpp"

namespace {

using namespace hm;

std::string written(Evaluator& e, V& value) {
  ContextSet context;
  return value_to_json(e, value, true, kNoPos, context);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > test::kLongestInput) return 0;
  test::fuzz_evaluation([&](Evaluator& e) {
    V value = test::apply_builtin(e, "fromJSON", test::input_text(data, size));
    const std::string once = written(e, value);
    V again = test::apply_builtin(e, "fromJSON", once);
    if (written(e, again) != once) std::abort();
  });
  return 0;
}
