// What is known about a value that a user asks about: `:doc` of `hm repl`.
#pragma once

#include <optional>
#include <string>

#include "lang/eval/evaluator.hpp"

namespace hm {

// Of a builtin its signature and text; of a function where it is written, and the comment before it or before the binding
// it is the value of. Lines, each ended. Nothing for other values. The value is evaluated.
std::optional<std::string> documentation(Evaluator& e, V value);

}  // namespace hm
