// Values as text.
//
// Four forms, all fixed by the reference: what `hm eval` prints (print_plain), what messages, traces and the
// repl print (print_value), JSON and XML. JSON and XML are also builtins.toJSON and builtins.toXML. All throw
// EvalError; call them inside an evaluation (Evaluator::guarded), on the big stack.
#pragma once

#include <cstddef>
#include <limits>
#include <string>
#include <string_view>

#include "lang/eval/evaluator.hpp"

namespace hm {

// A number with six significant digits, as all forms but JSON and toString write it.
std::string print_float(double number);
// "a \"b\"": quotes around, and what would not read back escaped.
std::string quoted(std::string_view text);
// `name`, or `"na me"` where it is not an identifier.
std::string attribute_name(std::string_view text);

// { a = <CODE>; f = <LAMBDA>; }: what is not evaluated stays so; call force_deep first for --strict. Set and
// list objects that were printed before are «repeated». `context` receives that of all strings.
std::string print_plain(Evaluator& evaluator, V value, ContextSet* context = nullptr);

struct PrintOptions {
  static constexpr std::size_t kUnlimited = std::numeric_limits<std::size_t>::max();
  bool force = false;             // evaluate what is printed; a failure is printed as «error: …»
  bool derivation_paths = false;  // with `force`: «derivation /nix/store/….drv» in place of the set
  bool throw_errors = false;      // with `force`: a failure is thrown
  bool throw_top_level = false;   // with `force`: a failure of the value itself is thrown
  std::size_t max_depth = kUnlimited;
  std::size_t max_attrs = kUnlimited;       // in all
  std::size_t max_list_items = kUnlimited;  // in all
  std::size_t max_string = kUnlimited;      // bytes of one string
  std::size_t indent = 0;                   // 0: everything on one line
};
// { a = «thunk»; f = «lambda f @ /home/a.nix:1:1»; }
std::string print_value(Evaluator& evaluator, V value, const PrintOptions& options);
// For messages: bounded, evaluates nothing.
std::string show_value(Evaluator& evaluator, V value, unsigned depth);

// JSON. `strict`: evaluates everything (otherwise what is not evaluated is an error). `copy_to_store`: paths
// are imported, their store paths printed.
std::string value_to_json(Evaluator& evaluator, V& value, bool strict, Pos pos, ContextSet& context,
                          bool copy_to_store = true);
// XML, ends in a newline. `location`: with path, line and column of attributes and functions.
std::string value_to_xml(Evaluator& evaluator, V& value, bool strict, bool location, ContextSet& context,
                         Pos pos);

}  // namespace hm
