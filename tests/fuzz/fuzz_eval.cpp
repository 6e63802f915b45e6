// links: hm_lang hm_test_support
// Any bytes as an expression: with fuel, bounded memory and no world around it, its evaluation ends in a
// value that prints in every form, or in a diagnostic that renders. What prints as JSON reads back as the
// same JSON.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "lang/base/render.hpp"
#include "lang/eval/evaluator.hpp"
#include "lang/eval/print_value.hpp"
#include "tests/support/empty_host.hpp"

namespace {

using namespace hm;

constexpr std::size_t kLongest = 16'384;
constexpr std::size_t kDeepest = std::size_t{32} << 20;  // bytes of stack

EvaluatorOptions bounded() {
  EvaluatorOptions options;
  options.max_steps = 100'000;
  options.max_heap = std::size_t{256} << 20;
  options.max_call_depth = 1'000;
  options.home_dir = "/home/user";
  options.pipe_operators = true;
  return options;
}

// Limits of the evaluation are answers; a bug is none.
void must_be_a_diagnostic(const Error& error, SourceMap& sources) {
  if (error.message().empty() || error.code() == Code::Internal) std::abort();
  if (render(error.diagnostic(), sources, {}).empty()) std::abort();
}

void print_all(Evaluator& e, V value) {
  static_cast<void>(print_plain(e, value));
  static_cast<void>(print_value(e, value, {}));
  ContextSet context;
  static_cast<void>(value_to_xml(e, value, true, true, context, kNoPos));
}

void read_back(Evaluator& e, V value) {
  ContextSet context;
  const std::string json = value_to_json(e, value, true, kNoPos, context);
  V again = e.apply(e.builtin_value("fromJSON"), e.make_string(json), kNoPos);
  if (value_to_json(e, again, true, kNoPos, context) != json) std::abort();
}

void evaluate(std::string text) {
  SymbolTable symbols;
  SourceMap sources;
  test::EmptyHost host;
  Evaluator e(symbols, sources, host, bounded());
  V value = kNull;
  const Status evaluated = e.guarded([&] {
    value = e.evaluate_text_in_scope(std::move(text), "input", "/base", 0);
    e.force_deep(value);
  });
  if (!evaluated) return must_be_a_diagnostic(evaluated.error(), sources);
  const Status printed = e.guarded([&] { print_all(e, value); });
  if (!printed) must_be_a_diagnostic(printed.error(), sources);
  // Functions have no JSON.
  const Status same = e.guarded([&] { read_back(e, value); });
  if (!same) must_be_a_diagnostic(same.error(), sources);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > kLongest) return 0;
  on_big_stack([&] {
    // The address sanitizer clears at most 64 MiB of stack behind an exception, and takes what it left for an overflow.
    stack_floor = reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0)) - kDeepest;
    evaluate(std::string(reinterpret_cast<const char*>(data), size));
  });
  return 0;
}
