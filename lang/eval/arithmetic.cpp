// Numbers: integers have 64 bits and do not wrap; an operation with a float gives a float.
#include <limits>

#include "lang/eval/evaluator.hpp"

namespace hm {

namespace {

using Int = std::int64_t;

double as_float(V v) {
  return Evaluator::is_int(v) ? static_cast<double>(Evaluator::int_value(v)) : Evaluator::float_value(v);
}

// What an operation is called where it fails.
struct Operation {
  std::string_view first;  // "while evaluating the first argument of the addition"
  std::string_view second;
  std::string_view doing;  // "adding"
  char sign;
};

// Two ints, or one of them a float: false. Anything else is a type error that names what would have fitted.
bool both_ints(Evaluator& ev, V left, V right, Pos pos, const Operation& op) {
  const bool some_float = Evaluator::is_float(left) || Evaluator::is_float(right);
  const std::string_view wanted = some_float ? "a float" : "an integer";
  if (!Evaluator::is_int(left) && !Evaluator::is_float(left)) ev.type_error(left, wanted, pos, op.first);
  if (!Evaluator::is_int(right) && !Evaluator::is_float(right)) ev.type_error(right, wanted, pos, op.second);
  return !some_float;
}

[[noreturn]] void overflow(Evaluator& ev, V left, V right, Pos pos, const Operation& op) {
  ev.error(Code::IntegerOverflow, pos, "integer overflow in {} {} {} {}", op.doing,
           Evaluator::int_value(left), op.sign, Evaluator::int_value(right));
}

constexpr Operation kAddition{"while evaluating the first argument of the addition",
                              "while evaluating the second argument of the addition", "adding", '+'};
constexpr Operation kSubtraction{"while evaluating the first argument of the subtraction",
                                 "while evaluating the second argument of the subtraction", "subtracting",
                                 '-'};
constexpr Operation kMultiplication{"while evaluating the first argument of the multiplication",
                                    "while evaluating the second argument of the multiplication",
                                    "multiplying", '*'};
constexpr Operation kDivision{"while evaluating the first operand of the division",
                              "while evaluating the second operand of the division", "dividing", '/'};

}  // namespace

V Evaluator::add_numbers(V left, V right, Pos pos) {
  if (!both_ints(*this, left, right, pos, kAddition)) return make_float(as_float(left) + as_float(right));
  Int sum = 0;
  if (__builtin_add_overflow(int_value(left), int_value(right), &sum))
    overflow(*this, left, right, pos, kAddition);
  return make_int(sum);
}

V Evaluator::subtract(V left, V right, Pos pos) {
  if (!both_ints(*this, left, right, pos, kSubtraction)) return make_float(as_float(left) - as_float(right));
  Int difference = 0;
  if (__builtin_sub_overflow(int_value(left), int_value(right), &difference)) {
    overflow(*this, left, right, pos, kSubtraction);
  }
  return make_int(difference);
}

V Evaluator::multiply(V left, V right, Pos pos) {
  if (!both_ints(*this, left, right, pos, kMultiplication))
    return make_float(as_float(left) * as_float(right));
  Int product = 0;
  if (__builtin_mul_overflow(int_value(left), int_value(right), &product)) {
    overflow(*this, left, right, pos, kMultiplication);
  }
  return make_int(product);
}

V Evaluator::divide(V left, V right, Pos pos) {
  // The divisor is looked at first: `"x" / 0` is a division by zero.
  if (!is_int(right) && !is_float(right)) type_error(right, "a float", pos, kDivision.second);
  if (as_float(right) == 0) error(Code::DivisionByZero, pos, "division by zero");
  if (!both_ints(*this, left, right, pos, kDivision)) return make_float(as_float(left) / as_float(right));
  if (int_value(left) == std::numeric_limits<Int>::min() && int_value(right) == -1) {
    overflow(*this, left, right, pos, kDivision);
  }
  return make_int(int_value(left) / int_value(right));
}

}  // namespace hm
