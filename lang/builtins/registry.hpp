// The table of builtins: name, arity, which operands are evaluated before the function runs, and the function.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "lang/value.hpp"

namespace hm {

class Evaluator;

// `arguments` has `arity` words. Those in `strict` are already evaluated (weak head normal form); the others may be
// thunks and are forced with Evaluator::force, which writes the value back into the array. Throws EvalError.
using BuiltinFunction = V (*)(Evaluator& evaluator, V* arguments, Pos pos);

struct Builtin {
  std::string_view name;       // "map"
  std::uint8_t arity;          // 0: a constant, computed once on first use (arguments is null)
  std::uint8_t strict;         // bit i: operand i. Evaluated in ascending order before the call. Set a bit only
                               // where the reference forces that operand first (EVALUATOR.md 6.2). Of a constant:
                               // computed when the evaluator is made, not on first use
  bool global;                 // a variable of its own without `builtins.`. Where false, the table gets a second
                               // entry, "__name", which is one (registry.cpp)
  BuiltinFunction function;    // null: named but missing; calling it is Code::MissingBuiltin
  std::string_view signature;  // "map f list", for `:doc` and docs/reference
  std::string_view doc;        // one or two sentences of our own
  bool impure = false;         // not there in pure evaluation
};

using Registry = std::vector<Builtin>;

// One function per file of builtins.
void add_attrs_builtins(Registry& registry);
void add_control_builtins(Registry& registry);
void add_context_builtins(Registry& registry);
void add_derivation_builtins(Registry& registry);
void add_fetch_builtins(Registry& registry);
void add_json_builtins(Registry& registry);
void add_list_builtins(Registry& registry);
void add_math_builtins(Registry& registry);
void add_path_builtins(Registry& registry);
void add_regex_builtins(Registry& registry);
void add_string_builtins(Registry& registry);
void add_toml_builtins(Registry& registry);
void add_type_builtins(Registry& registry);
void add_version_builtins(Registry& registry);
void add_xml_builtins(Registry& registry);

const Registry& make_registry();
// All of them, in the order of the calls above, then the hidden names. Ready when main begins.
extern const Registry* const registry_instance;
inline const Registry& builtins() { return *registry_instance; }
// Index in builtins() of a name, or -1.
int find_builtin(std::string_view name);

}  // namespace hm
