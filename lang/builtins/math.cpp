// Arithmetic, bits, rounding and order. The operators + - * / < are sugar for variables named after these.
#include <cmath>
#include <limits>

#include "lang/builtins/support.hpp"

namespace hm {

namespace {

using Int = std::int64_t;

// Both operands are evaluated before either is looked at.
V add(Evaluator& e, V* a, Pos pos) {
  e.force(a[0]);
  return e.add_numbers(a[0], e.force(a[1]), pos);
}

V sub(Evaluator& e, V* a, Pos pos) {
  e.force(a[0]);
  return e.subtract(a[0], e.force(a[1]), pos);
}

V mul(Evaluator& e, V* a, Pos pos) {
  e.force(a[0]);
  return e.multiply(a[0], e.force(a[1]), pos);
}

V div(Evaluator& e, V* a, Pos pos) {
  e.force(a[0]);
  return e.divide(a[0], e.force(a[1]), pos);
}

V less_than(Evaluator& e, V* a, Pos pos) {
  e.force(a[0]);
  e.force(a[1]);
  return boolean(e.less(a[0], a[1], pos, ""));
}

V bit_and(Evaluator& e, V* a, Pos pos) {
  Int x = e.force_int(a[0], pos, "while evaluating the first argument passed to builtins.bitAnd");
  Int y = e.force_int(a[1], pos, "while evaluating the second argument passed to builtins.bitAnd");
  return e.make_int(x & y);
}

V bit_or(Evaluator& e, V* a, Pos pos) {
  Int x = e.force_int(a[0], pos, "while evaluating the first argument passed to builtins.bitOr");
  Int y = e.force_int(a[1], pos, "while evaluating the second argument passed to builtins.bitOr");
  return e.make_int(x | y);
}

V bit_xor(Evaluator& e, V* a, Pos pos) {
  Int x = e.force_int(a[0], pos, "while evaluating the first argument passed to builtins.bitXor");
  Int y = e.force_int(a[1], pos, "while evaluating the second argument passed to builtins.bitXor");
  return e.make_int(x ^ y);
}

// The reference rounds by way of a double, even an integer, and refuses where that would change it.
V rounded(Evaluator& e, V v, double value, Pos pos) {
  constexpr double least = std::numeric_limits<Int>::min();  // a power of two: exact
  const bool was_int = Evaluator::is_int(v);
  constexpr std::string_view cause = "Due to a bug (see https://github.com/NixOS/nix/issues/12899) ";
  if (!(value >= least && value < -least)) {
    if (was_int) {
      e.error(Code::BadUse, pos,
              "{}the NixInt argument {} caused undefined behavior in previous Nix versions.\n\tFuture Nix "
              "versions "
              "might implement the correct behavior.",
              cause, Evaluator::int_value(v));
    }
    e.error(Code::BadUse, pos, "NixFloat argument {:g} is not in the range of NixInt",
            Evaluator::float_value(v));
  }
  const Int result = static_cast<Int>(value);
  if (was_int && Evaluator::int_value(v) != result) {
    e.error(Code::BadUse, pos,
            "{}a loss of precision occurred in previous Nix versions because the NixInt argument {} was "
            "rounded to "
            "{}.\n\tFuture Nix versions might implement the correct behavior.",
            cause, Evaluator::int_value(v), result);
  }
  return e.make_int(result);
}

V ceil(Evaluator& e, V* a, Pos pos) {
  double value = e.force_number(a[0], pos, "while evaluating the first argument passed to builtins.ceil");
  return rounded(e, a[0], std::ceil(value), pos);
}

V floor(Evaluator& e, V* a, Pos pos) {
  double value = e.force_number(a[0], pos, "while evaluating the first argument passed to builtins.floor");
  return rounded(e, a[0], std::floor(value), pos);
}

}  // namespace

void add_math_builtins(Registry& registry) {
  const Builtin table[] = {
      {"add", 2, 3, false, add, "add x y", "The sum of two numbers; an error where it does not fit 64 bits."},
      {"sub", 2, 3, false, sub, "sub x y", "The difference x - y."},
      {"mul", 2, 3, false, mul, "mul x y", "The product of two numbers."},
      {"div", 2, 3, false, div, "div x y", "The quotient x / y; of two integers it is cut off towards zero."},
      {"lessThan", 2, 3, false, less_than, "lessThan x y",
       "Is x before y? Numbers, strings, paths, and lists of these can be compared."},
      {"bitAnd", 2, 1, false, bit_and, "bitAnd x y", "The bits that both integers have."},
      {"bitOr", 2, 1, false, bit_or, "bitOr x y", "The bits that either integer has."},
      {"bitXor", 2, 1, false, bit_xor, "bitXor x y", "The bits in which two integers differ."},
      {"ceil", 1, 1, false, ceil, "ceil number", "The least integer that is not below the number."},
      {"floor", 1, 1, false, floor, "floor number", "The greatest integer that is not above the number."},
  };
  registry.insert(registry.end(), std::begin(table), std::end(table));
}

}  // namespace hm
