// Evaluates one expression in a fresh evaluator and gives back everything a test may want to see.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "lang/eval/evaluator.hpp"
#include "lang/eval/print_value.hpp"
#include "tests/support/disk_host.hpp"

namespace hm::test {

struct Outcome {
  bool ok = false;
  std::string text;                 // the printed value, or the message
  Code code{};                      // of the failure
  std::vector<std::string> frames;  // of the trace, innermost first
  std::vector<std::string> lines;   // narrated
};

using Printing = std::function<std::string(Evaluator&, V&)>;

inline std::string print_strictly(Evaluator& e, V& v) {
  e.force_deep(v);
  return print_plain(e, v);
}

inline Outcome evaluate(const std::string& text, const Printing& print = print_strictly,
                        EvaluatorOptions options = {}) {
  SymbolTable symbols;
  SourceMap sources;
  DiskHost host({.store_dir = "/nix/store",
                 .modules_dir = {},
                 .environment = {{"HOME", "/home/sean"}, {"EMPTY", ""}},
                 .system = "x86_64-linux",
                 .quiet = true});
  options.home_dir = "/home/sean";
  Evaluator evaluator(symbols, sources, host, options);
  Outcome outcome;
  Status status = evaluator.guarded([&] {
    V value = evaluator.evaluate_text_in_scope(text, "«string»", "/base", 0);
    outcome.text = print(evaluator, value);
  });
  outcome.ok = status.ok();
  outcome.lines = host.lines();
  if (!status) {
    const Diagnostic& d = status.error().diagnostic();
    outcome.text = d.message;
    outcome.code = d.code;
    for (const TraceFrame& frame : d.trace) outcome.frames.push_back(frame.text);
  }
  return outcome;
}

}  // namespace hm::test
