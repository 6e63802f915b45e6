// The exception of evaluation. Thrown by the evaluator and builtins, caught by builtins.tryEval and at the front
// doors (Evaluator::evaluate…) only.
#pragma once

#include <utility>

#include "lang/base/diagnostic.hpp"

namespace hm {

struct EvalError {
  explicit EvalError(Error e) : error(std::move(e)) {}
  Error error;
};

}  // namespace hm
