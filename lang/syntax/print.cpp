#include "lang/syntax/print.hpp"

#include <algorithm>
#include <cstdio>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "lang/syntax/builder.hpp"

namespace hm {
namespace syntax {
namespace {

bool is_keyword(std::string_view word) {
  for (std::string_view keyword : {"if", "then", "else", "assert", "with", "let", "in", "rec", "inherit"}) {
    if (word == keyword) return true;
  }
  return false;
}

void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  for (std::size_t i = 0; i < text.size(); ++i) {
    switch (const char c = text[i]) {
      case '"':
      case '\\':
        out += '\\';
        out += c;
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      case '$':
        if (i + 1 < text.size() && text[i + 1] == '{') out += '\\';
        out += '$';
        break;
      default:
        out += c;
    }
  }
  out += '"';
}

bool is_identifier(std::string_view name) {
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  if (name.empty() || !letter(name.front()) || is_keyword(name)) return false;
  return std::all_of(name.begin(), name.end(),
                     [&](char c) { return letter(c) || (c >= '0' && c <= '9') || c == '\'' || c == '-'; });
}

}  // namespace

std::string written_name(std::string_view name) {
  if (is_identifier(name)) return std::string(name);
  std::string quoted;
  append_quoted(quoted, name);
  return quoted;
}

namespace {

using namespace ast;

class Printer {
 public:
  explicit Printer(const SymbolTable& symbols) : symbols_(symbols) {}

  void print(Expr e);
  std::string take() { return std::move(out_); }

 private:
  template <class N>
  N& as(Expr e) {
    return static_cast<N&>(*e);
  }
  void put(std::string_view text) { out_ += text; }
  void name(Symbol symbol) {
    const std::string_view text = symbols_.text(symbol);
    if (is_identifier(text))
      out_ += text;
    else
      append_quoted(out_, text);
  }
  void all(std::initializer_list<Expr> parts, std::initializer_list<std::string_view> between);
  void literal(V value);
  void number(double d);
  void attribute_path(const SelectNode& node);
  void select(const SelectNode& node);
  void binary(Expr e, std::string_view op);
  void call_of(std::string_view function, std::initializer_list<Expr> arguments);
  void call(Expr e);
  bool call_inside(Expr e);
  void sum(const ListNode& node);
  void interpolation(ListNode& node);
  void list(ListNode& node);
  void lambda(const LambdaNode& node);
  void bindings(const AttrsNode& node);
  void attrs(const AttrsNode& node);

  const SymbolTable& symbols_;
  std::string out_;
};

void Printer::number(double d) {
  char text[32];
  std::snprintf(text, sizeof text, "%g", d);
  put(text);
}

void Printer::literal(V value) {
  switch (tag_of(value)) {
    case Tag::Int:
      put(fmt::format("{}", small_value(value)));
      return;
    case Tag::String:
      append_quoted(out_, pointer<StringObj>(value)->view());
      return;
    case Tag::Constant:
      put("\"\"");
      return;
    default:
      break;
  }
  const Box& box = *pointer<Box>(value);
  if (box.kind == Box::Float)
    number(box.number);
  else if (box.kind == Box::BigInt)
    put(fmt::format("{}", box.integer));
  else
    put(box.path());
}

void Printer::attribute_path(const SelectNode& node) {
  for (std::uint32_t i = 0; i < node.count; ++i) {
    if (i > 0) put(".");
    const AttrName& part = node.path[i];
    if (part.name) {
      name(part.name);
    } else {
      put("\"${");
      print(part.expr);
      put("}\"");
    }
  }
}

void Printer::select(const SelectNode& node) {
  put("(");
  print(node.object);
  put(").");
  attribute_path(node);
  if (!node.fallback) return;
  put(" or (");
  print(node.fallback);
  put(")");
}

void Printer::binary(Expr e, std::string_view op) {
  const auto& node = as<BinaryNode>(e);
  put("(");
  print(node.left);
  put(op);
  print(node.right);
  put(")");
}

// The inside of a call's parentheses. Calls of calls print as one, and so do the operators that are sugar for
// calls:
// `(a - b) c` is (__sub a b c).
bool Printer::call_inside(Expr e) {
  const auto sugar = [&](std::string_view function, Expr first, Expr second) {
    put(function);
    put(" ");
    print(first);
    put(" ");
    print(second);
    return true;
  };
  switch (e->kind) {
    case Kind::Call: {
      const auto& node = as<CallNode>(e);
      if (!call_inside(node.function)) print(node.function);
      for (std::uint32_t i = 0; i < node.count; ++i) {
        put(" ");
        print(node.arguments[i]);
      }
      return true;
    }
    case Kind::Sub:
      return sugar("__sub", as<BinaryNode>(e).left, as<BinaryNode>(e).right);
    case Kind::Mul:
      return sugar("__mul", as<BinaryNode>(e).left, as<BinaryNode>(e).right);
    case Kind::Div:
      return sugar("__div", as<BinaryNode>(e).left, as<BinaryNode>(e).right);
    case Kind::Less:
    case Kind::GreaterEqual:
      return sugar("__lessThan", as<BinaryNode>(e).left, as<BinaryNode>(e).right);
    case Kind::Greater:
    case Kind::LessEqual:
      return sugar("__lessThan", as<BinaryNode>(e).right, as<BinaryNode>(e).left);
    case Kind::Negate:
      put("__sub 0 ");
      print(as<UnaryNode>(e).operand);
      return true;
    case Kind::SearchPath:
      put("__findFile __nixPath ");
      literal(as<LiteralNode>(e).value);
      return true;
    default:
      return false;
  }
}

void Printer::call(Expr e) {
  put("(");
  call_inside(e);
  put(")");
}

// One node for a chain of any length; the reference has a pair for each '+'.
void Printer::sum(const ListNode& node) {
  out_.append(node.count - 1, '(');
  for (std::uint32_t i = 0; i < node.count; ++i) {
    if (i > 0) put(" + ");
    print(node.items[i]);
    if (i > 0) put(")");
  }
}

void Printer::interpolation(ListNode& node) {
  put("(");
  for (std::uint32_t i = 0; i < node.count; ++i) {
    if (i > 0) put(" + ");
    print(node.items[i]);
  }
  put(")");
}

void Printer::list(ListNode& node) {
  put("[ ");
  for (Expr item : node.all()) {
    put("(");
    print(item);
    put(") ");
  }
  put("]");
}

void Printer::lambda(const LambdaNode& node) {
  put("(");
  if (node.flags & LambdaNode::kHasFormals) {
    std::vector<const Formal*> formals;
    for (std::uint32_t i = 0; i < node.formal_count; ++i) formals.push_back(&node.formals[i]);
    std::sort(formals.begin(), formals.end(), [&](const Formal* a, const Formal* b) {
      return symbols_.text(a->name) < symbols_.text(b->name);
    });
    put("{ ");
    for (const Formal* formal : formals) {
      if (formal != formals.front()) put(", ");
      name(formal->name);
      if (!formal->fallback) continue;
      put(" ? ");
      print(formal->fallback);
    }
    if (node.flags & LambdaNode::kEllipsis) put(formals.empty() ? "..." : ", ...");
    put(" }");
    if (node.argument) put(" @ ");
  }
  if (node.argument) name(node.argument);
  put(": ");
  print(node.body);
  put(")");
}

// First what is inherited from around, then from each source, then the rest; each by name.
void Printer::bindings(const AttrsNode& node) {
  std::vector<const Binding*> sorted;
  for (std::uint32_t i = 0; i < node.count; ++i) sorted.push_back(&node.bindings[i]);
  std::sort(sorted.begin(), sorted.end(), [&](const Binding* a, const Binding* b) {
    return symbols_.text(a->name) < symbols_.text(b->name);
  });
  const auto inherit = [&](Binding::Kind kind, std::uint32_t from) {
    bool any = false;
    for (const Binding* binding : sorted) {
      if (binding->kind != kind || binding->from != from) continue;
      if (!any && kind == Binding::Inherit) put("inherit");
      if (!any && kind == Binding::InheritFrom) {
        put("inherit (");
        print(node.froms[from]);
        put(")");
      }
      any = true;
      put(" ");
      name(binding->name);
    }
    if (any) put("; ");
  };
  inherit(Binding::Inherit, 0);
  for (std::uint32_t from = 0; from < node.from_count; ++from) inherit(Binding::InheritFrom, from);
  for (const Binding* binding : sorted) {
    if (binding->kind != Binding::Plain) continue;
    name(binding->name);
    put(" = ");
    print(binding->value);
    put("; ");
  }
  for (std::uint32_t i = 0; i < node.dynamic_count; ++i) {
    put("\"${");
    print(node.dynamics[i].name);
    put("}\" = ");
    print(node.dynamics[i].value);
    put("; ");
  }
}

void Printer::attrs(const AttrsNode& node) {
  put(node.kind == Kind::RecAttrs ? "rec { " : "{ ");
  bindings(node);
  put("}");
}

// Puts the parts with the words around them: words[0] part[0] words[1] part[1] … words[n].
void Printer::all(std::initializer_list<Expr> parts, std::initializer_list<std::string_view> words) {
  auto word = words.begin();
  for (Expr part : parts) {
    put(*word++);
    print(part);
  }
  put(*word);
}

void Printer::print(Expr e) {
  switch (e->kind) {
    case Kind::Literal:
    case Kind::Path:
      return literal(as<LiteralNode>(e).value);
    case Kind::Var:
      return name(as<VarNode>(e).name);
    case Kind::CurPos:
      return put("__curPos");
    case Kind::Lambda:
      return lambda(as<LambdaNode>(e));
    case Kind::Attrs:
    case Kind::RecAttrs:
      return attrs(as<AttrsNode>(e));
    case Kind::List:
      return list(as<ListNode>(e));
    case Kind::Let:
      put("(let ");
      bindings(*as<LetNode>(e).bindings);
      return all({as<LetNode>(e).body}, {"in ", ")"});
    case Kind::With:
      return all({as<WithNode>(e).scope, as<WithNode>(e).body}, {"(with ", "; ", ")"});
    case Kind::If: {
      const auto& node = as<IfNode>(e);
      return all({node.condition, node.then, node.otherwise}, {"(if ", " then ", " else ", ")"});
    }
    case Kind::Assert:
      return all({as<AssertNode>(e).condition, as<AssertNode>(e).body}, {"assert ", "; ", ""});
    case Kind::Select:
      return select(as<SelectNode>(e));
    case Kind::HasAttr:
      all({as<SelectNode>(e).object}, {"((", ") ? "});
      attribute_path(as<SelectNode>(e));
      return put(")");
    case Kind::Not:
      return all({as<UnaryNode>(e).operand}, {"(! ", ")"});
    case Kind::And:
      return binary(e, " && ");
    case Kind::Or:
      return binary(e, " || ");
    case Kind::Implies:
      return binary(e, " -> ");
    case Kind::Equal:
      return binary(e, " == ");
    case Kind::NotEqual:
      return binary(e, " != ");
    case Kind::Update:
      return binary(e, " // ");
    case Kind::Concat:
      return binary(e, " ++ ");
    case Kind::LessEqual:
    case Kind::GreaterEqual:
      put("(! ");
      call(e);
      return put(")");
    case Kind::Call:
    case Kind::Sub:
    case Kind::Mul:
    case Kind::Div:
    case Kind::Less:
    case Kind::Greater:
    case Kind::Negate:
    case Kind::SearchPath:
      return call(e);
    case Kind::Add:
      return sum(as<ListNode>(e));
    case Kind::Interpolate:
    case Kind::PathInterpolate:
      return interpolation(as<ListNode>(e));
    default:
      return put("«error»");
  }
}

}  // namespace
}  // namespace syntax

std::string print(ast::Expr root, const SymbolTable& symbols) {
  syntax::Printer printer(symbols);
  printer.print(root);
  return printer.take();
}

}  // namespace hm
