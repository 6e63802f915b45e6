// Forcing thunks and applying functions.
#include <algorithm>
#include <unordered_set>
#include <vector>

#include "lang/eval/attrs.hpp"
#include "lang/eval/interpreter.hpp"

namespace hm {

void Evaluator::force_slow(V& slot) {
  auto* thunk = pointer<Thunk>(slot);
  const std::uint32_t code = thunk->code;
  if (code == Thunk::Done) {
    slot = thunk->captures[0];
    return;
  }
  if (code == Thunk::Running || code == Thunk::Failed) force_special(thunk, code);
  if (stack_is_low_fast()) [[unlikely]] too_deep();
  ++counters_.thunks_forced;
  if (--steps_left_ == 0) [[unlikely]] out_of_steps(kNoPos);
  thunk->code = Thunk::Running;
  Activation activation{top_, Activation::Force, code, kNoPos, thunk, {}};
  top_ = &activation;
  V value = code >= Thunk::kFirstNode ? Interpreter::run(*this, ast::Ref<ast::DelayNode>{code}.get(), thunk->captures)
                                      : force_special(thunk, code);
  if (tag_of(value) == Tag::Function && !is_alias(code)) value = another(value);
  top_ = activation.previous;
  thunk->code = Thunk::Done;
  thunk->captures[0] = value;
  slot = value;
}

// Does a thunk with this code only name a variable?
bool Evaluator::is_alias(std::uint32_t code) {
  if (code < Thunk::kFirstNode) return false;
  switch (ast::Ref<ast::DelayNode>{code}->body->kind) {
    case ast::Kind::LocalVar:
    case ast::Kind::CaptureVar:
    case ast::Kind::LocalField:
    case ast::Kind::CaptureField:
    case ast::Kind::WithVar:
      return true;
    default:
      return false;
  }
}

// A function compares equal to itself only: to what stands in the same cell. A thunk is a cell of its own unless it names a
// variable, so a function that it evaluates to becomes another one (`{ g = x.f; } != { g = x.f; }`, but
// `{ inherit f; } == { inherit f; }`).
V Evaluator::another(V function) {
  const auto* from = pointer<FunctionObj>(function);
  std::uint32_t words = from->count;  // of a partial application; a builtin has none
  if (from->kind == FunctionObj::Lambda) words = ast::Ref<ast::LambdaNode>{from->code}->capture_count;
  auto* copy = allocate<FunctionObj>(FunctionObj::bytes_for(words));
  copy->kind = from->kind;
  copy->count = from->count;
  copy->code = from->code;
  std::copy_n(static_cast<const V*>(from->captures), words, static_cast<V*>(copy->captures));
  return word(copy, Tag::Function);
}

// Thunks that are not an expression of the tree, and the states that are errors.
V Evaluator::force_special(Thunk* thunk, std::uint32_t code) {
  switch (code) {
    case Thunk::Apply:
      return apply(thunk->captures[0], thunk->captures[1], kNoPos);
    case Thunk::Apply2:
      return apply(thunk->captures[0], thunk->captures[1], thunk->captures[2], kNoPos);
    case Thunk::Select: {
      force_attrs(thunk->captures[0], kNoPos, "while selecting an attribute");
      const Symbol name{thunk->captures[1]};
      V* found = find(thunk->captures[0], name);
      if (!found) error(Code::MissingAttribute, kNoPos, "attribute '{}' missing", symbols_.text(name));
      return force(*found);
    }
    case Thunk::Constant: {
      const std::uint32_t index = thunk->captures[0];
      const Builtin& builtin = builtins()[index];
      if (!builtin.function) missing_builtin(index, kNoPos);
      V value = builtin.function(*this, nullptr, kNoPos);
      return force(value);
    }
    case Thunk::Failed:
      throw_error(state_->failures[thunk->captures[0]].clone());
    default:
      infinite_recursion(thunk);
  }
}

void Evaluator::force_deep(V& slot) {
  // Sets and lists on the way or done; a value that contains itself is finite.
  std::unordered_set<V> seen;
  auto visit = [&](auto& self, V& at) -> void {
    Depth depth(*this);
    spend(1);
    force(at);
    if (tag_of(at) != Tag::List && tag_of(at) != Tag::Attrs) return;
    if (!seen.insert(at).second) return;
    if (tag_of(at) == Tag::List) {
      auto* list = pointer<ListObj>(at);
      for (std::uint32_t i = 0; i < list->size; ++i) {
        within_element(i, kNoPos, [&] { self(self, list->items[i]); });
      }
      return;
    }
    const AttrsObj* set = flat(at);
    V* values = values_of(at);
    const std::uint32_t* order = by_text(set->shape.get());
    for (std::uint32_t i = 0; i < set->shape->size; ++i) {
      const Symbol name = set->shape->keys[order[i]];
      within_attribute(name, position_of(at, name), [&] { self(self, values[order[i]]); });
    }
  };
  visit(visit, slot);
}

V Evaluator::apply(V function, V argument, Pos pos) { return apply_many(function, &argument, 1, pos); }

V Evaluator::apply(V function, V first, V second, Pos pos) {
  V arguments[2] = {first, second};
  return apply_many(function, arguments, 2, pos);
}

V Evaluator::apply_many(V function, V* arguments, std::uint32_t count, Pos pos) {
  constexpr std::uint32_t kMaxArity = 8;
  force(function);
  std::uint32_t used = 0;
  while (used < count) {
    if (!is_function(function)) {
      V* functor = is_attrs(function) ? find(function, state_->known.functor) : nullptr;
      if (!functor) not_a_function(function, pos);
      Depth depth(*this);
      function = apply_many(force(*functor), &function, 1, pos);
      continue;
    }
    auto* f = pointer<FunctionObj>(function);
    if (f->kind == FunctionObj::Lambda) {
      std::uint32_t taken = 0;
      function = Interpreter::call_lambda(*this, f, arguments + used, count - used, taken, pos);
      used += taken;
      continue;
    }
    const std::uint32_t held = f->kind == FunctionObj::Partial ? f->count : 0;
    const std::uint32_t needed = builtins()[f->code].arity - held;
    if (count - used < needed) {
      auto* partial = allocate<FunctionObj>(FunctionObj::bytes_for(held + count - used));
      partial->kind = FunctionObj::Partial;
      partial->count = static_cast<std::uint16_t>(held + count - used);
      partial->code = f->code;
      std::copy(f->captures, f->captures + held, partial->captures);
      std::copy(arguments + used, arguments + count, partial->captures + held);
      return word(partial, Tag::Function);
    }
    V all[kMaxArity];
    std::copy(f->captures, f->captures + held, all);
    std::copy(arguments + used, arguments + used + needed, all + held);
    function = Interpreter::call_primitive(*this, f->code, all, pos);
    used += needed;
  }
  return force(function);
}

}  // namespace hm
