// links: hm_lang hm_test_support
// Any bytes as TOML: a value or a diagnostic; the value prints in every form.
#include "tests/fuzz/builtin_fuzzing.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace hm;
  if (size > test::kLongestInput) return 0;
  test::fuzz_evaluation([&](Evaluator& e) {
    V value = test::apply_builtin(e, "fromTOML", test::input_text(data, size));
    e.force_deep(value);
    if (!Evaluator::is_attrs(value)) std::abort();
    static_cast<void>(print_plain(e, value));
    ContextSet context;
    static_cast<void>(value_to_xml(e, value, true, false, context, kNoPos));
    static_cast<void>(value_to_json(e, value, true, kNoPos, context));
  });
  return 0;
}
