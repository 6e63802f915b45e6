// What the fuzz targets of single builtins share: one evaluation with bounds for each input, and nothing but
// a diagnostic as a way to fail.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <functional>
#include <string>
#include <string_view>

#include "lang/base/render.hpp"
#include "lang/eval/evaluator.hpp"
#include "lang/eval/print_value.hpp"
#include "tests/support/disk_host.hpp"

namespace hm::test {

inline constexpr std::size_t kLongestInput = 4096;

// Runs the body with a fresh evaluator. Aborts where it fails with what is no answer to a user.
inline void fuzz_evaluation(const std::function<void(Evaluator&)>& body) {
  SymbolTable symbols;
  SourceMap sources;
  DiskHost::Options world;
  world.quiet = true;
  DiskHost host(world);
  EvaluatorOptions options;
  options.max_steps = 1'000'000;
  options.max_heap = std::size_t{256} << 20;
  options.max_call_depth = 1'000;
  options.toml_timestamps = true;
  Evaluator evaluator(symbols, sources, host, options);
  const Status done = evaluator.guarded([&] { body(evaluator); });
  if (done) return;
  const Diagnostic& diagnostic = done.error().diagnostic();
  if (diagnostic.message.empty() || info(diagnostic.code).blame == Blame::Bug) std::abort();
  if (render(diagnostic, sources, {}).empty()) std::abort();
}

// builtins.NAME applied to a text.
inline V apply_builtin(Evaluator& e, std::string_view name, std::string_view text) {
  const V function = e.evaluate_text_in_scope("builtins." + std::string(name), "«fuzz»", "/", 0);
  return e.apply(function, e.make_string(text), kNoPos);
}

// The strings of the language hold no NUL: the bytes up to the first.
inline std::string_view input_text(const std::uint8_t* data, std::size_t size) {
  const std::string_view all(reinterpret_cast<const char*>(data), size);
  return all.substr(0, all.find('\0'));
}

}  // namespace hm::test
