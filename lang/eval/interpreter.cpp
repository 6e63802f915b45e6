#include "lang/eval/interpreter.hpp"

#include <alloca.h>

#include "lang/eval/attrs.hpp"

namespace hm {

using namespace ast;

namespace {

template <class T>
T* as(Expr e) {
  return static_cast<T*>(e.get());
}

V& variable(Expr e, V* locals, V* captures) {
  const auto* v = as<VarNode>(e);
  switch (v->kind) {
    case Kind::LocalVar: return locals[v->slot];
    case Kind::CaptureVar: return captures[v->slot];
    case Kind::LocalField: return pointer<AttrsObj>(locals[v->slot])->values[v->field];
    default: return pointer<AttrsObj>(captures[v->slot])->values[v->field];
  }
}

V captured(std::uint32_t where, const V* locals, const V* captures) {
  return where & kCaptureBit ? captures[where & ~kCaptureBit] : locals[where];
}

}  // namespace

// --- dispatch -----------------------------------------------------------------------------------------------

V Interpreter::eval(Evaluator& ev, Expr e, V* locals, V* captures) {
  for (;;) {
    switch (e->kind) {
      case Kind::Literal: {
        V value = as<LiteralNode>(e)->value;  // a copy: the tree is not written
        return ev.force(value);
      }
      case Kind::Path:
        return as<LiteralNode>(e)->value;
      case Kind::LocalVar:
        return ev.force(locals[as<VarNode>(e)->slot]);
      case Kind::CaptureVar:
        return ev.force(captures[as<VarNode>(e)->slot]);
      case Kind::LocalField:
      case Kind::CaptureField:
        return ev.force(variable(e, locals, captures));
      case Kind::WithVar:
        return with_variable(ev, as<VarNode>(e), locals, captures);
      case Kind::Lambda: {
        const V function = closure(ev, as<LambdaNode>(e));
        fill(function, e, locals, captures);
        return function;
      }
      case Kind::Delay:
        return run_now(ev, as<DelayNode>(e), locals, captures);
      case Kind::Attrs:
        return attrs(ev, as<AttrsNode>(e), locals, captures);
      case Kind::RecAttrs:
        return rec_attrs(ev, as<AttrsNode>(e), locals, captures);
      case Kind::List:
        return list(ev, as<ListNode>(e), locals, captures);
      case Kind::Let:
        let(ev, as<LetNode>(e)->bindings.get(), locals, captures);
        e = as<LetNode>(e)->body;
        continue;
      case Kind::With: {
        auto* n = as<WithNode>(e);
        auto* box = ev.allocate<Box>(offsetof(Box, with) + sizeof(Box::with));
        box->kind = Box::With;
        box->with.scope = suspend(ev, n->scope, locals, captures);
        box->with.parent = n->parent ? captured(n->parent - 1, locals, captures) : 0;
        locals[n->slot] = word(box, Tag::Box);
        e = n->body;
        continue;
      }
      case Kind::If: {
        auto* n = as<IfNode>(e);
        e = condition(ev, n->condition, locals, captures, "while evaluating a branch condition") ? n->then : n->otherwise;
        continue;
      }
      case Kind::Assert: {
        auto* n = as<AssertNode>(e);
        if (!condition(ev, n->condition, locals, captures, "in the condition of the assert statement")) {
          assertion_failed(ev, n, locals, captures);
        }
        e = n->body;
        continue;
      }
      case Kind::Select: {
        bool take_fallback = false;
        const V found = select(ev, as<SelectNode>(e), locals, captures, take_fallback);
        if (!take_fallback) return found;
        e = as<SelectNode>(e)->fallback;
        continue;
      }
      case Kind::HasAttr:
        return boolean(has_attr(ev, as<SelectNode>(e), locals, captures));
      case Kind::Call:
        return call(ev, as<CallNode>(e), locals, captures);
      case Kind::PrimCall:
        return primitive_call(ev, as<CallNode>(e), locals, captures);
      case Kind::Not:
        return boolean(!condition(ev, as<UnaryNode>(e)->operand, locals, captures,
                                  "in the argument of the not operator"));
      case Kind::Negate: {
        V number = operand(ev, as<UnaryNode>(e)->operand, locals, captures);
        return ev.subtract(small_int(0), number, e->pos);
      }
      case Kind::And: {
        auto* n = as<BinaryNode>(e);
        if (!condition(ev, n->left, locals, captures, "in the left operand of the AND (&&) operator")) return kFalse;
        return boolean(condition(ev, n->right, locals, captures, "in the right operand of the AND (&&) operator"));
      }
      case Kind::Or: {
        auto* n = as<BinaryNode>(e);
        if (condition(ev, n->left, locals, captures, "in the left operand of the OR (||) operator")) return kTrue;
        return boolean(condition(ev, n->right, locals, captures, "in the right operand of the OR (||) operator"));
      }
      case Kind::Implies: {
        auto* n = as<BinaryNode>(e);
        if (!condition(ev, n->left, locals, captures, "in the left operand of the IMPL (->) operator")) return kTrue;
        return boolean(condition(ev, n->right, locals, captures, "in the right operand of the IMPL (->) operator"));
      }
      case Kind::Equal:
      case Kind::NotEqual: {
        auto* n = as<BinaryNode>(e);
        V left = operand(ev, n->left, locals, captures);
        V right = operand(ev, n->right, locals, captures);
        const bool same = ev.equal(left, right, n->pos, "");
        return boolean(same == (n->kind == Kind::Equal));
      }
      case Kind::Update:
        return update(ev, as<BinaryNode>(e), locals, captures);
      case Kind::Concat:
        return concat(ev, as<BinaryNode>(e), locals, captures);
      case Kind::Sub:
      case Kind::Mul:
      case Kind::Div:
      case Kind::Less:
      case Kind::LessEqual: {
        auto* n = as<BinaryNode>(e);
        // `a <= b` is `!(b < a)`, so the right operand is evaluated first.
        if (n->kind == Kind::LessEqual) {
          V right = operand(ev, n->right, locals, captures);
          V left = operand(ev, n->left, locals, captures);
          if (tag_of(left) == Tag::Int && tag_of(right) == Tag::Int) {
            return boolean(small_value(left) <= small_value(right));
          }
          return boolean(!ev.less(right, left, n->pos, ""));
        }
        const V left = operand(ev, n->left, locals, captures);
        const V right = operand(ev, n->right, locals, captures);
        if (tag_of(left) == Tag::Int && tag_of(right) == Tag::Int) {
          // Two 29-bit integers cannot overflow 64 bits here.
          if (n->kind == Kind::Sub) return ev.make_int(small_value(left) - small_value(right));
          if (n->kind == Kind::Less) return boolean(small_value(left) < small_value(right));
        }
        return arithmetic(ev, n, left, right);
      }
      case Kind::Greater: {
        auto* n = as<BinaryNode>(e);
        V right = operand(ev, n->right, locals, captures);
        V left = operand(ev, n->left, locals, captures);
        return boolean(ev.less(right, left, n->pos, ""));
      }
      case Kind::GreaterEqual: {
        auto* n = as<BinaryNode>(e);
        V left = operand(ev, n->left, locals, captures);
        V right = operand(ev, n->right, locals, captures);
        return boolean(!ev.less(left, right, n->pos, ""));
      }
      case Kind::Add:
        return add(ev, as<ListNode>(e), locals, captures);
      case Kind::Interpolate:
        return interpolate(ev, as<ListNode>(e), locals, captures);
      case Kind::PathInterpolate:
        return interpolate_path(ev, as<ListNode>(e), locals, captures);
      case Kind::CurPos:
        return current_position(ev, e->pos);
      case Kind::Var:
      case Kind::SearchPath:
      case Kind::Error:
        break;
    }
    ev.error(Code::Internal, e->pos, "an unresolved node reached the evaluator");
  }
}

bool Interpreter::condition(Evaluator& ev, Expr e, V* locals, V* captures, std::string_view doing) {
  const V v = operand(ev, e, locals, captures);
  if (v == kTrue) return true;
  if (v == kFalse) return false;
  ev.type_error(v, "a Boolean", e->pos, doing);
}

V Interpreter::arithmetic(Evaluator& ev, BinaryNode* node, V left, V right) {
  switch (node->kind) {
    case Kind::Sub: return ev.subtract(left, right, node->pos);
    case Kind::Mul: return ev.multiply(left, right, node->pos);
    case Kind::Div: return ev.divide(left, right, node->pos);
    default: return boolean(ev.less(left, right, node->pos, ""));
  }
}

// --- suspending ---------------------------------------------------------------------------------------------

V Interpreter::suspend(Evaluator& ev, Expr e, V* locals, V* captures) {
  switch (e->kind) {
    case Kind::Literal:
    case Kind::Path:
      return as<LiteralNode>(e)->value;
    case Kind::LocalVar:
    case Kind::CaptureVar:
    case Kind::LocalField:
    case Kind::CaptureField:
      return variable(e, locals, captures);
    case Kind::Lambda:
    case Kind::List:
    case Kind::Attrs:
      return eval(ev, e, locals, captures);
    default:
      break;
  }
  auto* node = as<DelayNode>(e);
  if (node->flags & 1) {
    // `x.name` where x is evaluated already and has the attribute: take the attribute's word instead.
    auto* chosen = as<SelectNode>(node->body);
    auto* object = as<VarNode>(chosen->object);
    V from = captured(node->captures[object->slot], locals, captures);
    if (object->kind == Kind::CaptureField) from = pointer<AttrsObj>(from)->values[object->field];
    if (tag_of(from) == Tag::Thunk && pointer<Thunk>(from)->code == Thunk::Done) from = pointer<Thunk>(from)->captures[0];
    if (tag_of(from) == Tag::Attrs) {
      // A function in a cell of its own is another function: Evaluator::another.
      V* found = lookup(ev, from, *chosen->path, chosen->path->name);
      if (found && tag_of(*found) != Tag::Function) return *found;
    }
  }
  auto* thunk = ev.allocate<Thunk>(Thunk::bytes_for(node->capture_count));
  thunk->code = e.offset;
  for (std::uint32_t i = 0; i < node->capture_count; ++i) thunk->captures[i] = captured(node->captures[i], locals, captures);
  ++ev.counters_.thunks_created;
  return word(thunk, Tag::Thunk);
}

// In recursive scopes all cells are made first, then filled.
V Interpreter::cell(Evaluator& ev, Expr e, V* locals, V* captures) {
  if (e->kind == Kind::Delay) {
    auto* node = as<DelayNode>(e);
    auto* thunk = ev.allocate<Thunk>(Thunk::bytes_for(node->capture_count));
    thunk->code = e.offset;
    ++ev.counters_.thunks_created;
    return word(thunk, Tag::Thunk);
  }
  if (e->kind == Kind::Lambda) return closure(ev, as<LambdaNode>(e));
  return suspend(ev, e, locals, captures);
}

void Interpreter::fill(V cell, Expr e, V* locals, V* captures) {
  if (e->kind == Kind::Delay) {
    auto* node = as<DelayNode>(e);
    auto* thunk = pointer<Thunk>(cell);
    for (std::uint32_t i = 0; i < node->capture_count; ++i) {
      thunk->captures[i] = captured(node->captures[i], locals, captures);
    }
  } else if (e->kind == Kind::Lambda) {
    auto* node = as<LambdaNode>(e);
    auto* function = pointer<FunctionObj>(cell);
    for (std::uint32_t i = 0; i < node->capture_count; ++i) {
      function->captures[i] = captured(node->captures[i], locals, captures);
    }
  }
}

V Interpreter::closure(Evaluator& ev, LambdaNode* node) {
  auto* function = ev.allocate<FunctionObj>(FunctionObj::bytes_for(node->capture_count));
  function->kind = FunctionObj::Lambda;
  function->count = 0;
  function->code = ref_to(node).offset;
  ++ev.counters_.closures;
  return word(function, Tag::Function);
}

V Interpreter::run(Evaluator& ev, const DelayNode* node, V* captures) {
  V* locals = static_cast<V*>(alloca(node->local_count * sizeof(V)));
  return eval(ev, node->body, locals, captures);
}

// A lazy position evaluated at once: what it captures lies on the stack, and no thunk is made.
V Interpreter::run_now(Evaluator& ev, const DelayNode* node, V* locals, V* captures) {
  V* held = static_cast<V*>(alloca(node->capture_count * sizeof(V)));
  for (std::uint32_t i = 0; i < node->capture_count; ++i) held[i] = captured(node->captures[i], locals, captures);
  const V value = run(ev, node, held);
  return tag_of(value) == Tag::Function && !Evaluator::is_alias(ref_to(node).offset) ? ev.another(value) : value;
}

// --- variables ----------------------------------------------------------------------------------------------

V Interpreter::with_variable(Evaluator& ev, VarNode* node, V* locals, V* captures) {
  ++ev.counters_.with_lookups;
  const V innermost = captured(node->slot, locals, captures);
  for (V at = innermost; at != 0; at = pointer<Box>(at)->with.parent) {
    V& scope = pointer<Box>(at)->with.scope;
    if (tag_of(scope) != Tag::Attrs) {
      ev.force_attrs(scope, node->pos, "while evaluating the first subexpression of a with expression");
      if (scope == kEmptyAttrs) continue;
    }
    auto* set = pointer<AttrsObj>(scope);
    Site& known = site(node->site);
    if (set->shape == known.shape) {
      ++ev.counters_.with_cache_hits;
      return ev.force(set->values[known.slot]);
    }
    if (V* found = find_and_remember(ev, scope, node->name, node->site)) return ev.force(*found);
  }
  ev.undefined_variable(node->name, node->pos, innermost);
}

// --- lists --------------------------------------------------------------------------------------------------

V Interpreter::list(Evaluator& ev, ListNode* node, V* locals, V* captures) {
  if (node->count == 0) return kEmptyList;
  ListObj* result = ev.new_list(node->count);
  for (std::uint32_t i = 0; i < node->count; ++i) result->items[i] = suspend(ev, node->items[i], locals, captures);
  return word(result, Tag::List);
}

V Interpreter::concat(Evaluator& ev, BinaryNode* node, V* locals, V* captures) {
  V left = operand(ev, node->left, locals, captures);
  const ListObj* a = ev.force_list(left, node->left->pos, "while evaluating one of the elements to concatenate");
  V right = operand(ev, node->right, locals, captures);
  const ListObj* b = ev.force_list(right, node->right->pos, "while evaluating one of the elements to concatenate");
  if (a->size == 0) return right;
  if (b->size == 0) return left;
  ListObj* result = ev.new_list(std::size_t{a->size} + b->size);
  std::memcpy(result->items, a->items, a->size * sizeof(V));
  std::memcpy(result->items + a->size, b->items, b->size * sizeof(V));
  return word(result, Tag::List);
}

// --- calls --------------------------------------------------------------------------------------------------

V Interpreter::primitive_call(Evaluator& ev, CallNode* node, V* locals, V* captures) {
  V arguments[8];
  const std::uint32_t eager = builtins()[node->builtin].strict;
  for (std::uint32_t i = 0; i < node->count; ++i) {
    arguments[i] = (eager >> i) & 1 ? operand(ev, node->arguments[i], locals, captures)
                                    : suspend(ev, node->arguments[i], locals, captures);
  }
  const Builtin& builtin = builtins()[node->builtin];
  if (!builtin.function) [[unlikely]] ev.missing_builtin(node->builtin, node->pos);
  ++ev.counters_.primitive_calls;
  if (--ev.steps_left_ == 0) [[unlikely]] ev.out_of_steps(node->pos);
  Activation activation{ev.top_, Activation::Primitive, node->builtin, node->pos, nullptr, {}};
  ev.top_ = &activation;
  Evaluator::Depth depth(ev);
  const V result = builtin.function(ev, arguments, node->pos);
  ev.top_ = activation.previous;
  return result;
}

V Interpreter::call_primitive(Evaluator& ev, std::uint32_t index, V* arguments, Pos pos) {
  const Builtin& builtin = builtins()[index];
  for (std::uint32_t i = 0; i < builtin.arity; ++i) {
    if ((builtin.strict >> i) & 1) ev.force(arguments[i]);
  }
  if (!builtin.function) [[unlikely]] ev.missing_builtin(index, pos);
  ++ev.counters_.primitive_calls;
  if (--ev.steps_left_ == 0) [[unlikely]] ev.out_of_steps(pos);
  Activation activation{ev.top_, Activation::Primitive, index, pos, nullptr, {}};
  ev.top_ = &activation;
  Evaluator::Depth depth(ev);
  const V result = builtin.function(ev, arguments, pos);
  ev.top_ = activation.previous;
  return result;
}

// Evaluates a function's body with the argument that `argument` gives.
template <class Argument>
inline V Interpreter::enter(Evaluator& ev, LambdaNode* node, V* captures, Pos pos, Argument argument) {
  ++ev.counters_.calls;
  if (--ev.steps_left_ == 0) [[unlikely]] ev.out_of_steps(pos);
  Activation activation{ev.top_, Activation::Call, ref_to(node).offset, pos, nullptr, {}};
  ev.top_ = &activation;
  Evaluator::Depth depth(ev);
  V* locals = static_cast<V*>(alloca(node->local_count * sizeof(V)));
  locals[0] = argument();
  if (node->flags & LambdaNode::kHasFormals) bind_formals(ev, captures, node, locals, pos);
  const V result = eval(ev, node->body, locals, captures);
  ev.top_ = activation.previous;
  return result;
}

V Interpreter::call(Evaluator& ev, CallNode* node, V* locals, V* captures) {
  const V function = operand(ev, node->function, locals, captures);
  if (tag_of(function) == Tag::Function) {
    auto* f = pointer<FunctionObj>(function);
    if (f->kind == FunctionObj::Lambda && node->count == 1) {
      auto* lambda = Ref<LambdaNode>{f->code}.get();
      // Where the callee's first step is to evaluate the argument, that is done here, and nothing is suspended.
      return enter(ev, lambda, f->captures, node->pos, [&] {
        return lambda->flags & LambdaNode::kHeadStrict ? operand(ev, node->arguments[0], locals, captures)
                                                       : suspend(ev, node->arguments[0], locals, captures);
      });
    }
  }
  V* arguments = static_cast<V*>(alloca(node->count * sizeof(V)));
  for (std::uint32_t i = 0; i < node->count; ++i) arguments[i] = suspend(ev, node->arguments[i], locals, captures);
  return ev.apply_many(function, arguments, node->count, node->pos);
}

// Applies a lambda to the first of `count` arguments, and to as many more as there are parameters one behind the other
// (`x: y: …`): for those no function is made that would be called at once and forgotten. `used` says how many it took.
V Interpreter::call_lambda(Evaluator& ev, FunctionObj* function, V* arguments, std::uint32_t count, std::uint32_t& used,
                           Pos pos) {
  auto* node = Ref<LambdaNode>{function->code}.get();
  V* captures = function->captures;
  used = 1;
  constexpr std::uint32_t kMostAtOnce = 8;  // what each captures of those before it lies on the stack
  while (used < count && used < kMostAtOnce && node->body->kind == Kind::Lambda && !(node->flags & LambdaNode::kHasFormals)) {
    ++ev.counters_.calls;
    if (--ev.steps_left_ == 0) [[unlikely]] ev.out_of_steps(pos);
    // The outer function's only local is its argument; what the inner one captures lives as long as this call.
    auto* inner = as<LambdaNode>(node->body);
    V* held = static_cast<V*>(alloca(inner->capture_count * sizeof(V)));
    for (std::uint32_t i = 0; i < inner->capture_count; ++i) {
      held[i] = captured(inner->captures[i], arguments + used - 1, captures);
    }
    node = inner;
    captures = held;
    ++used;
  }
  return enter(ev, node, captures, pos, [&] { return arguments[used - 1]; });
}

void Interpreter::bind_formals(Evaluator& ev, V* captures, LambdaNode* node, V* locals, Pos pos) {
  ev.force_attrs(locals[0], pos, "while evaluating the value passed for the lambda argument");
  const V set = locals[0];
  std::uint32_t matched = 0;
  bool defaults = false;
  for (std::uint32_t i = 0; i < node->formal_count; ++i) {
    const Formal& formal = node->formals[i];
    if (V* given = ev.find(set, formal.name)) {
      locals[1 + i] = *given;
      ++matched;
    } else if (formal.fallback) {
      locals[1 + i] = cell(ev, formal.fallback, locals, captures);
      defaults = true;
    } else {
      ev.missing_argument(ref_to(node), formal.name, pos);
    }
  }
  if (defaults) {
    for (std::uint32_t i = 0; i < node->formal_count; ++i) {
      const Formal& formal = node->formals[i];
      if (formal.fallback && formal.fallback->kind == Kind::Delay && !ev.find(set, formal.name)) {
        fill(locals[1 + i], formal.fallback, locals, captures);
      }
    }
  }
  if (!(node->flags & LambdaNode::kEllipsis) && matched != ev.size_of_attrs(set)) {
    ev.unexpected_argument(ref_to(node), set, pos);
  }
}

}  // namespace hm
