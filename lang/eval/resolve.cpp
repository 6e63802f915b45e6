#include "lang/eval/resolve.hpp"

#include <algorithm>

#include "lang/base/suggest.hpp"
#include "lang/builtins/registry.hpp"

namespace hm {

using namespace ast;

namespace {

constexpr std::size_t kMaxErrors = 10;  // more help nobody

template <class T>
T* as(Expr e) {
  return static_cast<T*>(e.get());
}

constexpr int kAtomDepth = 2;              // how deep a literal of atoms may nest and still be built on the spot
constexpr std::uint32_t kAtomListItems = 4;
constexpr std::uint32_t kAtomAttrs = 4;

}  // namespace

Resolver::Resolver(SymbolTable& symbols)
    : symbols_(symbols),
      sub_(symbols.intern("__sub")),
      mul_(symbols.intern("__mul")),
      div_(symbols.intern("__div")),
      less_than_(symbols.intern("__lessThan")),
      find_file_(symbols.intern("__findFile")),
      nix_path_(symbols.intern("__nixPath")) {}

Ref<DelayNode> Resolver::resolve(Tree& tree, Expr root, BaseScope& base, const Shape* scope,
                                 std::vector<Error>& errors) {
  tree_ = &tree;
  base_ = &base;
  errors_ = &errors;
  withs_.clear();
  Unit scope_unit{nullptr, 1, {}};
  unit_ = nullptr;
  if (scope) {
    unit_ = &scope_unit;
    for (std::uint32_t i = 0; i < scope->size; ++i) bind(scope->keys[i], {&scope_unit, 0, i});
  }
  const Ref<DelayNode> result = unit_of(root);
  unbind(bound_.size());
  return result;
}

bool Resolver::is_static(Symbol name) const { return name.id < heads_.size() && heads_[name.id] != kNone; }

void Resolver::bind(Symbol name, Storage storage) {
  if (name.id >= heads_.size()) heads_.resize(name.id + 64, kNone);
  bound_.push_back({storage, name, heads_[name.id]});
  heads_[name.id] = static_cast<std::uint32_t>(bound_.size() - 1);
}

void Resolver::unbind(std::size_t count) {
  for (; count > 0; --count) {
    heads_[bound_.back().name.id] = bound_.back().shadowed;
    bound_.pop_back();
  }
}

std::uint32_t Resolver::access(Unit* unit, Unit* owner, std::uint32_t slot) {
  if (unit == owner) return slot;
  for (std::size_t i = 0; i < unit->captures.size(); ++i) {
    const Captured& c = unit->captures[i];
    if (c.unit == owner && c.slot == slot) return static_cast<std::uint32_t>(i) | kCaptureBit;
  }
  const std::uint32_t source = access(unit->parent, owner, slot);
  unit->captures.push_back({owner, slot, source});
  return static_cast<std::uint32_t>(unit->captures.size() - 1) | kCaptureBit;
}

// Wraps `e` in a Delay node: resolves it in a unit of its own.
Ref<DelayNode> Resolver::unit_of(Expr e) {
  Unit unit{unit_, 0, {}};
  unit_ = &unit;
  const Expr body = strict(e);
  unit_ = unit.parent;
  auto* node = tree_->make_sized<DelayNode>(Kind::Delay, body->pos, DelayNode::bytes_for(unit.captures.size()));
  node->body = body;
  node->local_count = unit.locals;
  node->capture_count = static_cast<std::uint32_t>(unit.captures.size());
  for (std::size_t i = 0; i < unit.captures.size(); ++i) node->captures[i] = unit.captures[i].source;
  if (body->kind == Kind::Select) {
    // `x.name` of a captured set can often be answered when the thunk would be made: see Interpreter::suspend.
    const auto* s = as<SelectNode>(body);
    if (s->count == 1 && !s->fallback && s->path->name &&
        (s->object->kind == Kind::CaptureVar || s->object->kind == Kind::CaptureField)) {
      node->flags = 1;
    }
  }
  return ref_to(node);
}

Expr Resolver::delay(Expr e) {
  const Ref<DelayNode> node = unit_of(e);
  const bool known = node->body->kind == Kind::Literal || node->body->kind == Kind::Path;  // now that it is resolved
  return known ? node->body : node.as<Node>();
}

// Can it be made at once, without evaluating anything and without being seen before it is ready? With `first_bound`: and
// without the bindings from there on.
bool Resolver::is_atom(Expr e, std::uint32_t first_bound, int depth) {
  switch (e->kind) {
    case Kind::Literal:
    case Kind::Path:
      return true;
    case Kind::Lambda:
      // One that is a binding's value is made first and given what it captures later (Interpreter::cell); within a list or set
      // it would take bindings that are not there yet.
      return depth == 0 || first_bound == kNone;
    case Kind::Var: {
      const Symbol name = as<VarNode>(e)->name;
      return is_static(name) ? heads_[name.id] < first_bound : base_->global(name) != 0;
    }
    case Kind::List: {
      const auto* l = as<ListNode>(e);
      if (l->count > kAtomListItems || depth >= kAtomDepth) return l->count == 0;
      for (std::uint32_t i = 0; i < l->count; ++i) {
        if (!is_atom(l->items[i], first_bound, depth + 1)) return false;
      }
      return true;
    }
    case Kind::Attrs: {
      const auto* a = as<AttrsNode>(e);
      if (a->dynamic_count || a->from_count) return false;
      if (a->count > kAtomAttrs || depth >= kAtomDepth) return a->count == 0;
      for (std::uint32_t i = 0; i < a->count; ++i) {
        if (!is_atom(a->bindings[i].value, first_bound, depth + 1)) return false;
      }
      return true;
    }
    default:
      return false;
  }
}

Expr Resolver::lazy(Expr e) { return is_atom(e) ? strict(e) : delay(e); }

// The value of a binding of a recursive scope: it may be made while its siblings are not there yet, so only what
// needs none of them at once is made directly.
Expr Resolver::binding_value(Expr e, std::uint32_t first_bound) {
  return is_atom(e, first_bound) ? strict(e) : delay(e);
}

// Resolves a list; one of literals becomes a literal.
Expr Resolver::list(ListNode* node) {
  bool constant = node->count > 0;
  for (Expr& item : node->all()) {
    item = lazy(item);
    constant = constant && (item->kind == Kind::Literal || item->kind == Kind::Path) &&
               tag_of(as<LiteralNode>(item)->value) != Tag::Thunk;
  }
  if (!constant) return ref_to<Node>(node);
  std::vector<V> values;
  for (const Expr item : node->all()) values.push_back(as<LiteralNode>(item)->value);
  auto* literal = tree_->make<ConstantListNode>(Kind::Literal, node->pos);
  literal->flags = LiteralNode::kList;
  literal->value = tree_->list(values);
  literal->written = ref_to(node);
  return ref_to<Node>(literal);
}

Expr Resolver::var_of(Symbol name, Pos pos) {
  auto* node = tree_->make<VarNode>(Kind::Var, pos);
  node->name = name;
  return ref_to<Node>(node);
}

Expr Resolver::call_of(Expr function, std::initializer_list<Expr> arguments, Pos pos) {
  auto* node = tree_->make_sized<CallNode>(Kind::Call, pos, CallNode::bytes_for(arguments.size()));
  node->function = function;
  node->count = static_cast<std::uint32_t>(arguments.size());
  std::copy(arguments.begin(), arguments.end(), node->arguments);
  return ref_to<Node>(node);
}

// Resolves an expression that is evaluated where it stands. Returns the node to use in its place.
Expr Resolver::strict(Expr e) {
  switch (e->kind) {
    case Kind::Literal:
    case Kind::Path:
    case Kind::CurPos:
    case Kind::Error:
      return e;
    case Kind::Var:
      return variable(as<VarNode>(e));
    case Kind::Lambda:
      lambda(as<LambdaNode>(e));
      return e;
    case Kind::Attrs:
      attrs(as<AttrsNode>(e));
      return e;
    case Kind::RecAttrs:
      rec_attrs(as<AttrsNode>(e));
      return e;
    case Kind::List:
      return list(as<ListNode>(e));
    case Kind::Add:
    case Kind::Interpolate:
    case Kind::PathInterpolate:
      for (Expr& item : as<ListNode>(e)->all()) item = strict(item);
      return e;
    case Kind::Let:
      let(as<LetNode>(e));
      return e;
    case Kind::With: {
      auto* n = as<WithNode>(e);
      n->scope = lazy(n->scope);
      n->parent = withs_.empty() ? 0 : access(unit_, withs_.back().unit, withs_.back().slot) + 1;
      n->slot = new_local();
      withs_.push_back({unit_, n->slot});
      n->body = strict(n->body);
      withs_.pop_back();
      return e;
    }
    case Kind::If: {
      auto* n = as<IfNode>(e);
      n->condition = strict(n->condition);
      n->then = strict(n->then);
      n->otherwise = strict(n->otherwise);
      return e;
    }
    case Kind::Assert: {
      auto* n = as<AssertNode>(e);
      n->condition = strict(n->condition);
      n->body = strict(n->body);
      return e;
    }
    case Kind::Select:
    case Kind::HasAttr:
      return select(as<SelectNode>(e), e);
    case Kind::Call:
      return call(as<CallNode>(e), e);
    case Kind::Not: {
      auto* n = as<UnaryNode>(e);
      n->operand = strict(n->operand);
      return e;
    }
    case Kind::Negate: {
      auto* n = as<UnaryNode>(e);
      if (is_static(sub_)) {
        auto* zero = tree_->make<LiteralNode>(Kind::Literal, n->pos);
        zero->value = small_int(0);
        return strict(call_of(var_of(sub_, n->pos), {ref_to<Node>(zero), n->operand}, n->pos));
      }
      n->operand = strict(n->operand);
      return e;
    }
    case Kind::SearchPath: {
      auto* n = as<LiteralNode>(e);
      auto* text = tree_->make<LiteralNode>(Kind::Literal, n->pos);
      text->value = n->value;
      return strict(call_of(var_of(find_file_, n->pos), {var_of(nix_path_, n->pos), ref_to<Node>(text)}, n->pos));
    }
    default:
      return operation(as<BinaryNode>(e), e);
  }
}

Expr Resolver::operation(BinaryNode* n, Expr self) {
  Symbol sugar;
  bool swapped = false, negated = false;
  switch (n->kind) {
    case Kind::Sub: sugar = sub_; break;
    case Kind::Mul: sugar = mul_; break;
    case Kind::Div: sugar = div_; break;
    case Kind::Less: sugar = less_than_; break;
    case Kind::Greater: sugar = less_than_; swapped = true; break;
    case Kind::LessEqual: sugar = less_than_; swapped = negated = true; break;
    case Kind::GreaterEqual: sugar = less_than_; negated = true; break;
    default: break;
  }
  if (!sugar || !is_static(sugar)) {
    if (n->kind == Kind::Update) n->site = tree_->new_site();
    n->left = strict(n->left);
    n->right = strict(n->right);
    return self;
  }
  const Expr first = swapped ? n->right : n->left;
  const Expr second = swapped ? n->left : n->right;
  Expr result = call_of(var_of(sugar, n->pos), {first, second}, n->pos);
  if (negated) {
    auto* inverse = tree_->make<UnaryNode>(Kind::Not, n->pos);
    inverse->operand = result;
    result = ref_to<Node>(inverse);
  }
  return strict(result);
}

Expr Resolver::variable(VarNode* node) {
  if (is_static(node->name)) {
    const Storage& s = bound_[heads_[node->name.id]].storage;
    const std::uint32_t where = access(unit_, s.unit, s.slot);
    const bool captured = (where & kCaptureBit) != 0;
    node->slot = where & ~kCaptureBit;
    if (s.field == kNoField) {
      node->kind = captured ? Kind::CaptureVar : Kind::LocalVar;
    } else {
      node->field = s.field;
      node->kind = captured ? Kind::CaptureField : Kind::LocalField;
    }
    return ref_to<Node>(node);
  }
  if (const V global = base_->global(node->name)) {
    auto* literal = tree_->make<LiteralNode>(Kind::Literal, node->pos);
    literal->value = global;
    return ref_to<Node>(literal);
  }
  if (!withs_.empty()) {
    node->kind = Kind::WithVar;
    node->site = tree_->new_site();
    node->slot = access(unit_, withs_.back().unit, withs_.back().slot);
    return ref_to<Node>(node);
  }
  if (errors_->size() < kMaxErrors) {
    const std::string_view name = symbols_.text(node->name);
    errors_->push_back(fail(Code::UndefinedVariable, "undefined variable '{}'", name)
                           .at({node->pos, node->pos + static_cast<Pos>(name.size())})
                           .hint(undefined_hint(name)));
  }
  node->kind = Kind::Error;
  return ref_to<Node>(node);
}

// What may have been meant by a name that is nowhere bound: the mistakes of configurations first.
std::string Resolver::undefined_hint(std::string_view name) const {
  constexpr std::string_view kModuleArguments[] = {"config", "lib", "options", "pkgs"};
  if (std::find(std::begin(kModuleArguments), std::end(kModuleArguments), name) !=
      std::end(kModuleArguments)) {
    return fmt::format("a module is given '{}' where its arguments name it: {{ {}, ... }}:", name, name);
  }
  if (name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == std::string_view::npos) {
    return fmt::format(
        "a variable of the shell is written \\${{{}}} in a string, and ''${{{}}} in an indented one", name,
        name);
  }
  bool has_lib = false, has_pkgs = false;
  Suggestions near(name);
  for (const Bound& bound : bound_) {
    const std::string_view known = symbols_.text(bound.name);
    has_lib = has_lib || known == "lib";
    has_pkgs = has_pkgs || known == "pkgs";
    near.consider(known);
  }
  for (const Builtin& builtin : builtins()) {
    if (builtin.global && !builtin.name.starts_with("__")) near.consider(builtin.name);
  }
  // Two steps from a name of two letters lead anywhere.
  if (name.size() > 2) {
    if (std::string hint = did_you_mean(near.names()); !hint.empty()) return hint;
  }
  if (has_lib && (name.starts_with("mk") || name.starts_with("optional") || name == "types")) {
    return fmt::format("did you mean 'lib.{}'?", name);
  }
  return has_pkgs ? fmt::format("a package is written 'pkgs.{}'", name) : "";
}

namespace {

// Is the first thing that evaluating `e` does to evaluate local 0? As far as the shape of the tree tells.
bool evaluates_argument(Expr e) {
  for (;;) {
    switch (e->kind) {
      case Kind::LocalVar:
        return as<VarNode>(e)->slot == 0;
      case Kind::Select:
      case Kind::HasAttr:
        e = as<SelectNode>(e)->object;
        continue;
      case Kind::Let:
        e = as<LetNode>(e)->body;
        continue;
      case Kind::With:
        e = as<WithNode>(e)->body;
        continue;
      case Kind::If:
        e = as<IfNode>(e)->condition;
        continue;
      case Kind::Assert:
        e = as<AssertNode>(e)->condition;
        continue;
      case Kind::Not:
      case Kind::Negate:
        e = as<UnaryNode>(e)->operand;
        continue;
      case Kind::Call:
        e = as<CallNode>(e)->function;
        continue;
      case Kind::PrimCall: {
        const auto* call = as<CallNode>(e);
        const std::uint32_t eager = builtins()[call->builtin].strict;
        std::uint32_t first = 0;
        while (first < call->count && !((eager >> first) & 1)) ++first;
        if (first == call->count) return false;
        e = call->arguments[first];
        continue;
      }
      case Kind::Add:
        e = as<ListNode>(e)->items[0];
        continue;
      case Kind::And:
      case Kind::Or:
      case Kind::Implies:
      case Kind::Equal:
      case Kind::NotEqual:
      case Kind::Concat:
      case Kind::Sub:
      case Kind::Mul:
      case Kind::Div:
      case Kind::Less:
      case Kind::GreaterEqual:
        e = as<BinaryNode>(e)->left;
        continue;
      case Kind::Update:
      case Kind::LessEqual:
      case Kind::Greater:
        e = as<BinaryNode>(e)->right;
        continue;
      default:
        return false;
    }
  }
}

}  // namespace

void Resolver::lambda(LambdaNode* node) {
  Unit unit{unit_, 1 + node->formal_count, {}};
  unit_ = &unit;
  const std::size_t before = bound_.size();
  if (node->argument) bind(node->argument, {&unit, 0, kNoField});
  for (std::uint32_t i = 0; i < node->formal_count; ++i) bind(node->formals[i].name, {&unit, 1 + i, kNoField});
  for (std::uint32_t i = 0; i < node->formal_count; ++i) {
    Expr& fallback = node->formals[i].fallback;
    if (fallback) fallback = fallback->kind == Kind::Literal ? fallback : delay(fallback);
  }
  node->body = strict(node->body);
  if (node->formal_count || (node->flags & LambdaNode::kHasFormals) || evaluates_argument(node->body)) {
    node->flags |= LambdaNode::kHeadStrict;
  }
  unbind(bound_.size() - before);
  unit_ = unit.parent;
  node->local_count = unit.locals;
  node->capture_count = static_cast<std::uint32_t>(unit.captures.size());
  node->captures = tree_->make_array<std::uint32_t>(unit.captures.size());
  for (std::size_t i = 0; i < unit.captures.size(); ++i) node->captures[i] = unit.captures[i].source;
}

// `inherit (e) a b;`: e becomes a delayed local of the unit, evaluated once; each name a delayed selection from it.
// `first_bound`: where the names of the recursive scope it stands in begin, or kNone.
void Resolver::from_sources(AttrsNode* node, std::uint32_t first_bound) {
  node->from_slot = unit_->locals;
  unit_->locals += node->from_count;
  for (std::uint32_t i = 0; i < node->from_count; ++i) {
    Expr& from = node->froms[i];
    from = first_bound == kNone ? lazy(from) : binding_value(from, first_bound);
  }
}

Expr Resolver::select_from(AttrsNode* node, const Binding& binding) {
  auto* object = tree_->make<VarNode>(Kind::CaptureVar, binding.pos);
  object->slot = 0;
  auto* chosen = tree_->make<SelectNode>(Kind::Select, binding.pos);
  chosen->object = ref_to<Node>(object);
  chosen->count = 1;
  chosen->path = tree_->make_array<AttrName>(1);
  chosen->path->name = binding.name;
  chosen->path->pos = binding.pos;
  chosen->path->site = tree_->new_site();
  auto* thunk = tree_->make_sized<DelayNode>(Kind::Delay, binding.pos, DelayNode::bytes_for(1));
  thunk->body = ref_to<Node>(chosen);
  thunk->capture_count = 1;
  thunk->captures[0] = node->from_slot + binding.from;
  thunk->flags = 1;
  return ref_to<Node>(thunk);
}

void Resolver::dynamics(AttrsNode* node) {
  for (std::uint32_t i = 0; i < node->dynamic_count; ++i) {
    node->dynamics[i].name = strict(node->dynamics[i].name);
    node->dynamics[i].value = lazy(node->dynamics[i].value);
  }
}

namespace {

void name_lambda(const Binding& binding) {
  if (binding.value && binding.value->kind == Kind::Lambda) {
    as<LambdaNode>(binding.value)->name = binding.name;
  }
}

void name_thunk(const Binding& binding) {
  if (binding.value->kind == Kind::Delay) as<DelayNode>(binding.value)->name = binding.name;
}

}  // namespace

void Resolver::attrs(AttrsNode* node) {
  node->site = tree_->new_site();
  from_sources(node, kNone);
  for (std::uint32_t i = 0; i < node->count; ++i) {
    Binding& b = node->bindings[i];
    name_lambda(b);
    b.value = b.kind == Binding::InheritFrom ? select_from(node, b) : lazy(b.value);
    name_thunk(b);
  }
  dynamics(node);
}

void Resolver::rec_attrs(AttrsNode* node) {
  node->site = tree_->new_site();
  // Inherited names are those of the enclosing scope.
  for (std::uint32_t i = 0; i < node->count; ++i) {
    Binding& b = node->bindings[i];
    if (b.kind == Binding::Inherit) b.value = lazy(b.value);
  }
  node->slot = new_local();
  const auto first = static_cast<std::uint32_t>(bound_.size());
  for (std::uint32_t i = 0; i < node->count; ++i) bind(node->bindings[i].name, {unit_, node->slot, i});
  from_sources(node, first);
  for (std::uint32_t i = 0; i < node->count; ++i) {
    Binding& b = node->bindings[i];
    name_lambda(b);
    if (b.kind == Binding::Plain) b.value = binding_value(b.value, first);
    if (b.kind == Binding::InheritFrom) b.value = select_from(node, b);
    name_thunk(b);
  }
  dynamics(node);
  unbind(node->count);
}

void Resolver::let(LetNode* let_node) {
  AttrsNode* node = let_node->bindings.get();
  for (std::uint32_t i = 0; i < node->count; ++i) {
    Binding& b = node->bindings[i];
    if (b.kind == Binding::Inherit) b.value = lazy(b.value);
  }
  const bool wide = node->count > kWideLet;
  if (wide) node->site = tree_->new_site();
  node->slot = unit_->locals;
  node->flags = wide;
  unit_->locals += wide ? 1 : node->count;
  const auto first = static_cast<std::uint32_t>(bound_.size());
  for (std::uint32_t i = 0; i < node->count; ++i) {
    bind(node->bindings[i].name, wide ? Storage{unit_, node->slot, i} : Storage{unit_, node->slot + i, kNoField});
  }
  from_sources(node, first);
  for (std::uint32_t i = 0; i < node->count; ++i) {
    Binding& b = node->bindings[i];
    name_lambda(b);
    if (b.kind == Binding::Plain) b.value = binding_value(b.value, first);
    if (b.kind == Binding::InheritFrom) b.value = select_from(node, b);
    name_thunk(b);
  }
  let_node->body = strict(let_node->body);
  unbind(node->count);
}

void Resolver::path_names(SelectNode* node) {
  for (std::uint32_t i = 0; i < node->count; ++i) {
    if (node->path[i].expr) {
      node->path[i].expr = strict(node->path[i].expr);
    } else {
      node->path[i].site = tree_->new_site();
    }
  }
}

Expr Resolver::select(SelectNode* node, Expr self) {
  // `builtins.name` is known now, unless `builtins` is somebody's own variable.
  const bool of_builtins = node->object->kind == Kind::Var && node->count == 1 && node->path->name &&
                           as<VarNode>(node->object)->name == base_->builtins_symbol() &&
                           !is_static(base_->builtins_symbol());
  if (of_builtins) {
    const V found = base_->builtin(node->path->name);
    if (node->kind == Kind::HasAttr || found) {
      auto* literal = tree_->make<LiteralNode>(Kind::Literal, node->pos);
      literal->value = node->kind == Kind::HasAttr ? boolean(found != 0) : found;
      return ref_to<Node>(literal);
    }
  }
  node->object = strict(node->object);
  path_names(node);
  if (node->fallback) node->fallback = strict(node->fallback);
  return self;
}

Expr Resolver::call(CallNode* node, Expr self) {
  node->function = strict(node->function);
  std::uint32_t eager = 0;
  if (node->function->kind == Kind::Literal) {
    const V function = as<LiteralNode>(node->function)->value;
    if (tag_of(function) == Tag::Function) {
      const auto* f = pointer<FunctionObj>(function);
      if (f->kind == FunctionObj::Primitive && builtins()[f->code].arity == node->count) {
        node->kind = Kind::PrimCall;
        node->builtin = f->code;
        eager = builtins()[f->code].strict;
      }
    }
  }
  for (std::uint32_t i = 0; i < node->count; ++i) {
    node->arguments[i] = i < 8 && ((eager >> i) & 1) ? strict(node->arguments[i]) : lazy(node->arguments[i]);
  }
  return self;
}

}  // namespace hm
