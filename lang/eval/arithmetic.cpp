// Numbers: integers have 64 bits and do not wrap; an operation with a float gives a float.
#include <limits>

#include "lang/eval/evaluator.hpp"

namespace hm {

namespace {

bool is_number(V v) { return Evaluator::is_int(v) || Evaluator::is_float(v); }
double as_float(V v) {
  return Evaluator::is_int(v) ? static_cast<double>(Evaluator::int_value(v)) : Evaluator::float_value(v);
}

// Both ints, or one a float; anything else is a type error that names what was expected beside the other operand.
bool both_ints(Evaluator& ev, V left, V right, Pos pos, std::string_view doing) {
  const bool float_wanted = Evaluator::is_float(left) || Evaluator::is_float(right);
  if (!is_number(left)) ev.type_error(left, float_wanted ? "a float" : "an integer", pos, doing);
  if (!is_number(right)) ev.type_error(right, float_wanted ? "a float" : "an integer", pos, doing);
  return !float_wanted;
}

}  // namespace

V Evaluator::add_numbers(V left, V right, Pos pos) {
  if (!both_ints(*this, left, right, pos, "while evaluating an addition")) return make_float(as_float(left) + as_float(right));
  std::int64_t sum = 0;
  if (__builtin_add_overflow(int_value(left), int_value(right), &sum)) {
    error(Code::IntegerOverflow, pos, "integer overflow in adding {} + {}", int_value(left), int_value(right));
  }
  return make_int(sum);
}

V Evaluator::subtract(V left, V right, Pos pos) {
  if (!both_ints(*this, left, right, pos, "while evaluating a subtraction")) return make_float(as_float(left) - as_float(right));
  std::int64_t difference = 0;
  if (__builtin_sub_overflow(int_value(left), int_value(right), &difference)) {
    error(Code::IntegerOverflow, pos, "integer overflow in subtracting {} - {}", int_value(left), int_value(right));
  }
  return make_int(difference);
}

V Evaluator::multiply(V left, V right, Pos pos) {
  if (!both_ints(*this, left, right, pos, "while evaluating a multiplication")) return make_float(as_float(left) * as_float(right));
  std::int64_t product = 0;
  if (__builtin_mul_overflow(int_value(left), int_value(right), &product)) {
    error(Code::IntegerOverflow, pos, "integer overflow in multiplying {} * {}", int_value(left), int_value(right));
  }
  return make_int(product);
}

V Evaluator::divide(V left, V right, Pos pos) {
  const bool ints = both_ints(*this, left, right, pos, "while evaluating a division");
  if (as_float(right) == 0) error(Code::DivisionByZero, pos, "division by zero");
  if (!ints) return make_float(as_float(left) / as_float(right));
  if (int_value(left) == std::numeric_limits<std::int64_t>::min() && int_value(right) == -1) {
    error(Code::IntegerOverflow, pos, "integer overflow in dividing {} / {}", int_value(left), int_value(right));
  }
  return make_int(int_value(left) / int_value(right));
}

}  // namespace hm
