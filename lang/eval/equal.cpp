// Equality and order of values.
//
// Below the top of a comparison two identical words are equal without being looked at, as cells are in the
// reference; at the top, functions are never equal and sets are compared by what they hold.
#include <vector>

#include "lang/eval/attrs.hpp"
#include "lang/eval/state.hpp"

namespace hm {

namespace {

bool same_number(V a, V b) {
  if (Evaluator::is_int(a) && Evaluator::is_int(b)) return Evaluator::int_value(a) == Evaluator::int_value(b);
  const double x = Evaluator::is_int(a) ? static_cast<double>(Evaluator::int_value(a)) : Evaluator::float_value(a);
  const double y = Evaluator::is_int(b) ? static_cast<double>(Evaluator::int_value(b)) : Evaluator::float_value(b);
  return x == y;
}

bool is_number(V v) { return Evaluator::is_int(v) || Evaluator::is_float(v); }

}  // namespace

bool Evaluator::equal(V& left, V& right, Pos pos, std::string_view doing) {
  Depth depth(*this);
  spend(1);
  const V a = force(left), b = force(right);
  if (tag_of(a) == Tag::Int && tag_of(b) == Tag::Int) return a == b;
  if (tag_of(a) == Tag::Constant && tag_of(b) == Tag::Constant) return a == b;
  if (is_number(a) && is_number(b)) return same_number(a, b);
  if (is_string(a)) return is_string(b) && string_view_of(a) == string_view_of(b);
  if (is_path(a)) return is_path(b) && path_view(a) == path_view(b);
  if (is_list(a)) {
    if (!is_list(b)) return false;
    auto* x = const_cast<ListObj*>(list_of(a));
    auto* y = const_cast<ListObj*>(list_of(b));
    if (x->size != y->size) return false;
    for (std::uint32_t i = 0; i < x->size; ++i) {
      if (x->items[i] == y->items[i]) continue;
      force(x->items[i]);
      force(y->items[i]);
      if (x->items[i] != y->items[i] && !equal(x->items[i], y->items[i], pos, doing)) return false;
    }
    return true;
  }
  if (is_attrs(a)) return is_attrs(b) && equal_attrs(a, b, pos, doing);
  return false;  // functions, and values of different types
}

bool Evaluator::equal_attrs(V a, V b, Pos pos, std::string_view doing) {
  if (is_derivation(a) && is_derivation(b)) {
    V* x = find(a, state_->known.out_path);
    V* y = find(b, state_->known.out_path);
    if (x && y) return equal(*x, *y, pos, doing);
  }
  const AttrsObj* first = flat(a);
  const AttrsObj* second = flat(b);
  if (first->shape != second->shape) {
    if (first->shape->size != second->shape->size) return false;
    for (std::uint32_t i = 0; i < first->shape->size; ++i) {
      if (first->shape->keys[i] != second->shape->keys[i]) return false;
    }
  }
  V* x = values_of(a);
  V* y = values_of(b);
  for (std::uint32_t i = 0; i < first->shape->size; ++i) {
    if (x[i] == y[i]) continue;
    force(x[i]);
    force(y[i]);
    if (x[i] != y[i] && !equal(x[i], y[i], pos, doing)) return false;
  }
  return true;
}

bool Evaluator::is_derivation(V attrs) {
  V* type = find(attrs, state_->known.type);
  if (!type) return false;
  force(*type);
  return is_string(*type) && string_view_of(*type) == "derivation";
}

bool Evaluator::less(V& left, V& right, Pos pos, std::string_view doing) {
  Depth depth(*this);
  spend(1);
  const V a = force(left), b = force(right);
  if (is_int(a) && is_int(b)) return int_value(a) < int_value(b);
  if (is_number(a) && is_number(b)) {
    const double x = is_int(a) ? static_cast<double>(int_value(a)) : float_value(a);
    const double y = is_int(b) ? static_cast<double>(int_value(b)) : float_value(b);
    return x < y;
  }
  if (is_string(a) && is_string(b)) return string_view_of(a) < string_view_of(b);
  if (is_path(a) && is_path(b)) return path_view(a) < path_view(b);
  if (is_list(a) && is_list(b)) {
    auto* x = const_cast<ListObj*>(list_of(a));
    auto* y = const_cast<ListObj*>(list_of(b));
    for (std::uint32_t i = 0;; ++i) {
      if (i == y->size) return false;
      if (i == x->size) return true;
      if (!equal(x->items[i], y->items[i], pos, doing)) return less(x->items[i], y->items[i], pos, doing);
    }
  }
  const bool same_type = type_of(a) == type_of(b);
  const std::string values = fmt::format("values are {} and {}", show(a), show(b));
  Error e = same_type
                ? hm::fail(Code::TypeMismatch, "cannot compare {} with {}; values of that type are incomparable ({})",
                           type_name(a), type_name(b), values)
                : hm::fail(Code::TypeMismatch, "cannot compare {} with {}; {}", type_name(a), type_name(b), values);
  if (!doing.empty()) e.context(std::string(doing));
  throw_error(std::move(e.at(token_span(pos))));
}

}  // namespace hm
