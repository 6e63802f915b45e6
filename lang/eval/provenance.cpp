#include "lang/eval/provenance.hpp"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "lang/eval/evaluator.hpp"
#include "lang/eval/paths.hpp"
#include "lang/syntax/parse.hpp"

namespace hm {

using namespace ast;

namespace {

constexpr int kMaxSteps = 16;  // of following names to names

template <class T>
T* as(Expr e) {
  return static_cast<T*>(e.get());
}

// A name of an enclosing scope.
struct Bound {
  Symbol name;
  Expr value;  // null: nothing is known about it
  Pos pos;     // of the name
  bool is_argument;
  std::size_t visible;  // so many of the scopes' names are visible to `value`
};

class Search {
 public:
  Search(Pos place, Part part) : place_(place), part_(part) {}

  Provenance run(Expr root) {
    visit(root);
    return result_;
  }

 private:
  // What an expression stands for: a variable's value, an attribute of a set that is written out.
  struct Target {
    Expr value;
    std::size_t visible;
  };

  // --- finding the expression, outermost first
  // --------------------------------------------------------------
  bool visit(Expr e) {
    if (!e) return false;
    if (e->pos == place_ && is_meant(e)) return true;
    switch (e->kind) {
      case Kind::Lambda:
        return in_lambda(as<LambdaNode>(e));
      case Kind::Attrs:
        return in_attrs(as<AttrsNode>(e));
      case Kind::RecAttrs:
        return in_scope(as<AttrsNode>(e), {});
      case Kind::Let:
        return in_scope(as<LetNode>(e)->bindings.get(), as<LetNode>(e)->body);
      case Kind::Literal: {
        if (!(e->flags & LiteralNode::kList)) return false;
        const auto* constant = static_cast<ConstantListNode*>(as<LiteralNode>(e));
        return visit(constant->written.as<Node>());
      }
      case Kind::List:
      case Kind::Add:
      case Kind::Interpolate:
      case Kind::PathInterpolate:
        for (const Expr item : as<ListNode>(e)->all()) {
          if (visit(item)) return true;
        }
        return false;
      case Kind::With:
        return visit(as<WithNode>(e)->scope) || visit(as<WithNode>(e)->body);
      case Kind::If:
        return visit(as<IfNode>(e)->condition) || visit(as<IfNode>(e)->then) ||
               visit(as<IfNode>(e)->otherwise);
      case Kind::Assert:
        return visit(as<AssertNode>(e)->condition) || visit(as<AssertNode>(e)->body);
      case Kind::Select:
      case Kind::HasAttr:
        return in_select(as<SelectNode>(e));
      case Kind::Call: {
        auto* call = as<CallNode>(e);
        if (visit(call->function)) return true;
        for (std::uint32_t i = 0; i < call->count; ++i) {
          if (visit(call->arguments[i])) return true;
        }
        return false;
      }
      case Kind::Not:
      case Kind::Negate:
        return visit(as<UnaryNode>(e)->operand);
      default:
        return is_operation(e->kind) && (visit(as<BinaryNode>(e)->left) || visit(as<BinaryNode>(e)->right));
    }
  }

  // The expression that begins at the place: is it the one that is asked for? Then the answer is made.
  bool is_meant(Expr e) {
    if (part_.kind != Part::Whole) {
      e = part_of(e);
      if (!e) return false;
    }
    result_.used = e->pos;
    follow(e, scope_.size(), kMaxSteps);
    return true;
  }

  Expr part_of(Expr e) const {
    if (e->kind == Kind::Call) {
      auto* call = as<CallNode>(e);
      if (part_.kind == Part::Function) return call->function;
      if (part_.kind == Part::OnlyArgument) return call->count == 1 ? call->arguments[0] : Expr{};
      return part_.number <= call->count ? call->arguments[part_.number - 1] : Expr{};
    }
    if (part_.kind != Part::Argument || !is_operation(e->kind)) return {};
    return part_.number == 1 ? as<BinaryNode>(e)->left : as<BinaryNode>(e)->right;
  }

  static bool is_operation(Kind kind) { return kind >= Kind::And && kind <= Kind::GreaterEqual; }

  bool in_lambda(LambdaNode* lambda) {
    const std::size_t before = scope_.size();
    if (lambda->argument) scope_.push_back({lambda->argument, {}, lambda->pos, true, before});
    for (std::uint32_t i = 0; i < lambda->formal_count; ++i) {
      scope_.push_back({lambda->formals[i].name, {}, lambda->formals[i].pos, true, before});
    }
    bool found = false;
    for (std::uint32_t i = 0; i < lambda->formal_count && !found; ++i)
      found = visit(lambda->formals[i].fallback);
    found = found || visit(lambda->body);
    scope_.resize(before);
    return found;
  }

  bool in_attrs(AttrsNode* set) {
    for (std::uint32_t i = 0; i < set->from_count; ++i) {
      if (visit(set->froms[i])) return true;
    }
    for (std::uint32_t i = 0; i < set->count; ++i) {
      if (visit(set->bindings[i].value)) return true;
    }
    for (std::uint32_t i = 0; i < set->dynamic_count; ++i) {
      if (visit(set->dynamics[i].name) || visit(set->dynamics[i].value)) return true;
    }
    return false;
  }

  // A set or let whose names are visible inside.
  bool in_scope(AttrsNode* set, Expr body) {
    const std::size_t before = scope_.size();
    for (std::uint32_t i = 0; i < set->count; ++i) {
      const Binding& b = set->bindings[i];
      const bool inherits = b.kind == Binding::Inherit;  // of the names outside
      scope_.push_back({b.name, b.value, b.pos, false, inherits ? before : before + set->count});
    }
    const bool found = in_attrs(set) || visit(body);
    scope_.resize(before);
    return found;
  }

  bool in_select(SelectNode* select) {
    for (std::uint32_t i = 0; i < select->count; ++i) {
      if (select->path[i].pos == place_ && part_.kind == Part::Whole) return of_selection(select, i);
    }
    if (visit(select->object)) return true;
    for (std::uint32_t i = 0; i < select->count; ++i) {
      if (visit(select->path[i].expr)) return true;
    }
    return visit(select->fallback);
  }

  // An error at one component of `x.a.b` is about what the components before it gave.
  bool of_selection(SelectNode* select, std::uint32_t component) {
    Target set{select->object, scope_.size()};
    result_.used = place_;
    for (int steps = kMaxSteps; steps-- > 0 && step(set);) {
    }
    for (std::uint32_t i = 0; i < component; ++i) {
      if (set.value->kind != Kind::Attrs) return true;
      set.value = attribute(as<AttrsNode>(set.value), select->path[i].name);
      if (!set.value) return true;
    }
    if (!result_.is_argument && (set.value != select->object || component > 0))
      result_.defined = set.value->pos;
    return true;
  }

  // --- following it
  // -----------------------------------------------------------------------------------------
  const Bound* bound(Symbol name, std::size_t visible) const {
    for (std::size_t i = std::min(visible, scope_.size()); i-- > 0;) {
      if (scope_[i].name == name) return &scope_[i];
    }
    return nullptr;
  }

  void follow(Expr e, std::size_t visible, int steps) {
    Target target{e, visible};
    while (steps-- > 0 && step(target)) {
    }
    if (result_.is_argument || target.value == e) return;
    result_.defined = target.value->pos;
    result_.is_function = target.value->kind == Kind::Lambda;
  }

  // One name further; false where it ends. An argument of a function ends it, too.
  bool step(Target& target) {
    if (target.value->kind == Kind::Var) {
      const Bound* found = bound(as<VarNode>(target.value)->name, target.visible);
      if (!found) return false;
      if (!found->value) {
        if (found->is_argument) {
          result_.defined = found->pos;
          result_.is_argument = true;
        }
        return false;
      }
      target = {found->value, found->visible};
      return true;
    }
    if (target.value->kind != Kind::Select) return false;
    return select(target);
  }

  bool select(Target& target) {
    auto* node = as<SelectNode>(target.value);
    if (node->fallback) return false;
    Target set{node->object, target.visible};
    for (std::uint32_t i = 0; i < node->count; ++i) {
      for (int steps = kMaxSteps; steps-- > 0 && set.value->kind == Kind::Var;) {
        const Bound* found = bound(as<VarNode>(set.value)->name, set.visible);
        if (!found || !found->value) return false;
        set = {found->value, found->visible};
      }
      if (set.value->kind != Kind::Attrs) return false;
      const Expr value = attribute(as<AttrsNode>(set.value), node->path[i].name);
      if (!value) return false;
      set.value = value;
    }
    target = set;
    return true;
  }

  static Expr attribute(AttrsNode* set, Symbol name) {
    for (std::uint32_t i = 0; name && i < set->count; ++i) {
      if (set->bindings[i].name == name) return set->bindings[i].value;
    }
    return {};
  }

  const Pos place_;
  const Part part_;
  std::vector<Bound> scope_;
  Provenance result_;
};

// --- what an error says of it
// --------------------------------------------------------------------------------

// What part of a call or operation an error is about, by what was being done: "while evaluating the second
// argument passed to builtins.map", "the first argument of the subtraction".
Part part_named_in(const Diagnostic& d) {
  if (d.message.starts_with("attempt to call")) return {Part::Function};
  if (d.trace.empty()) return {};
  const std::string& doing = d.trace[0].text;
  const auto says = [&](std::string_view words) { return doing.find(words) != std::string::npos; };
  if (says("the value passed for the lambda argument")) return {Part::OnlyArgument};
  if (says("the argument passed to")) return {Part::Argument, 1};
  constexpr std::string_view kOrdinals[] = {"first", "second", "third"};
  for (unsigned i = 0; i < std::size(kOrdinals); ++i) {
    for (const std::string_view of : {"argument passed to", "argument of the", "operand of the"}) {
      if (says(fmt::format("the {} {}", kOrdinals[i], of))) return {Part::Argument, i + 1};
    }
  }
  return {};
}

std::string_view text_of_definition(const Diagnostic& d, const Provenance& found) {
  if (found.is_argument) return "an argument of this function";
  // What was called with several arguments and is a function gave something else after fewer.
  if (found.is_function && part_named_in(d).kind == Part::Function)
    return "this function takes fewer arguments";
  return "defined here";
}

// Errors about a value point at where it is used; the text of the file may tell where it was written, too.
void explain(Evaluator& ev, Error& error, const SourceFile& file) {
  Diagnostic& d = error.diagnostic();
  ParseOptions options;
  options.base_dir = file.is_path ? std::string(parent_path(file.name)) : "/";
  options.home_dir = ev.options().home_dir;
  options.pipe_operators = ev.options().pipe_operators;
  const Parsed parsed = parse(file, ev.symbols(), ev.tree(), options);
  const Provenance found = provenance_of(parsed.root, d.labels[0].span.begin, part_named_in(d));
  if (found.used != kNoPos) d.labels[0].span = ev.token_span(found.used);
  if (found.defined == kNoPos || found.defined == d.labels[0].span.begin) return;
  if (found.is_argument && d.code == Code::MissingAttribute)
    return;  // `pkgs.x`: everybody knows where pkgs is from
  error.at(ev.token_span(found.defined), std::string(text_of_definition(d, found)));
}

bool is_about_a_value(Code code) {
  return code == Code::TypeMismatch || code == Code::Coercion || code == Code::MissingAttribute;
}

}  // namespace

Provenance provenance_of(Expr root, Pos place, Part part) {
  return root ? Search(place, part).run(root) : Provenance{};
}

bool names_a_part(const Diagnostic& d) {
  return part_named_in(d).kind != Part::Whole;
}

void add_provenance(Evaluator& ev, Error& error) {
  const Diagnostic& d = error.diagnostic();
  if (!is_about_a_value(d.code) || d.labels.size() != 1) return;
  if (const SourceFile* file = ev.sources().find(d.labels[0].span.begin)) explain(ev, error, *file);
}

}  // namespace hm
