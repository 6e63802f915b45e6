// Why `assert a == b;` failed: the first difference, in the words of the reference.
#include "lang/eval/attrs.hpp"
#include "lang/eval/interpreter.hpp"
#include "lang/syntax/assertion.hpp"
#include "lang/syntax/parse.hpp"
#include "lang/syntax/print.hpp"

namespace hm {

namespace {

using E = Evaluator;

std::string text(Evaluator& ev, V v) { return ev.show(v, 8); }

Error unequal(std::string message) {
  Diagnostic d;
  d.code = Code::Assertion;
  d.message = std::move(message);
  return Error(std::move(d));
}

bool is_number(V v) { return E::is_int(v) || E::is_float(v); }

}  // namespace

// Requires: both forced. Returns where they turn out equal after all; throws otherwise.
void Evaluator::explain_difference(V a, V b, Pos pos) {
  Depth depth(*this);
  if (a == b && !is_function(a)) return;
  if (is_number(a) && is_number(b) && is_int(a) != is_int(b)) {
    V x = a, y = b;
    if (equal(x, y, pos, "")) return;
    throw_error(unequal(fmt::format("{} with value '{}' is not equal to {} with value '{}'", type_name(a), text(*this, a),
                                    type_name(b), text(*this, b)))
                    .at(token_span(pos)));
  }
  if (type_of(a) != type_of(b)) {
    throw_error(unequal(fmt::format("{} of value '{}' is not equal to {} of value '{}'", type_name(a), text(*this, a),
                                    type_name(b), text(*this, b)))
                    .at(token_span(pos)));
  }
  if (is_list(a)) {
    explain_list_difference(a, b, pos);
  } else if (is_attrs(a)) {
    explain_set_difference(a, b, pos);
  } else if (is_function(a)) {
    throw_error(unequal("distinct functions and immediate comparisons of identical functions compare as unequal")
                    .at(token_span(pos)));
  } else {
    V x = a, y = b;
    if (equal(x, y, pos, "")) return;
    const std::string_view kind = is_int(a)                      ? "an integer"
                                  : is_float(a)                  ? "a float"
                                  : (a == kTrue || a == kFalse)  ? "boolean"
                                  : is_string(a)                 ? "string"
                                                                 : "path";
    const std::string_view with = is_number(a) ? " with value" : "";
    throw_error(unequal(fmt::format("{}{} '{}' is not equal to {}{} '{}'", kind, with, text(*this, a), kind, with,
                                    text(*this, b)))
                    .at(token_span(pos)));
  }
}

void Evaluator::explain_list_difference(V a, V b, Pos pos) {
  auto* x = const_cast<ListObj*>(list_of(a));
  auto* y = const_cast<ListObj*>(list_of(b));
  if (x->size != y->size) {
    throw_error(unequal(fmt::format("list of size '{}' is not equal to list of size '{}', left hand side is '{}', "
                                    "right hand side is '{}'",
                                    x->size, y->size, text(*this, a), text(*this, b)))
                    .at(token_span(pos)));
  }
  for (std::uint32_t i = 0; i < x->size; ++i) {
    const std::string doing = fmt::format("while comparing list element {}", i);
    with_context(pos, doing, [&] { return explain_difference(force(x->items[i]), force(y->items[i]), pos), 0; });
  }
}

void Evaluator::explain_set_difference(V a, V b, Pos pos) {
  if (is_derivation(a) && is_derivation(b)) {
    V* x = find(a, "outPath");
    V* y = find(b, "outPath");
    if (x && y) {
      with_context(pos, "while comparing a derivation by its 'outPath' attribute",
                   [&] { return explain_difference(force(*x), force(*y), pos), 0; });
      return;
    }
  }
  const Shape* left = flat(a)->shape.get();
  const Shape* right = flat(b)->shape.get();
  bool same = left->size == right->size;
  for (std::uint32_t i = 0; same && i < left->size; ++i) same = left->keys[i] == right->keys[i];
  if (!same) {
    throw_error(unequal(fmt::format("attribute names of attribute set '{}' differs from attribute set '{}'",
                                    text(*this, a), text(*this, b)))
                    .at(token_span(pos)));
  }
  const std::uint32_t* order = by_text(left);
  for (std::uint32_t i = 0; i < left->size; ++i) {
    const Symbol name = left->keys[order[i]];
    const std::string doing = fmt::format("while comparing attribute '{}'", symbols_.text(name));
    with_context(pos, doing, [&] { return explain_difference(force(*find(a, name)), force(*find(b, name)), pos), 0; });
  }
}

// The expression of a failed assertion is shown in canonical form. The tree at hand has been rewritten by
// resolution, so the condition's source text is cut out and parsed once more.
std::string Evaluator::canonical_source(Pos assertion) {
  const SourceFile* file = sources_.find(assertion);
  if (!file) return "…";
  const std::string_view condition = assertion_condition(*file, assertion, symbols_);
  const SourceFile* copy = sources_.add("«assertion»", std::string(condition), false);
  if (!copy) return std::string(condition);
  ParseOptions how;
  how.base_dir = file->is_path ? file->name.substr(0, file->name.rfind('/')) : "/";
  how.home_dir = options_.home_dir;
  how.pipe_operators = options_.pipe_operators;
  Parsed parsed = parse(*copy, symbols_, tree_, how);
  return parsed.errors.empty() ? print(parsed.root, symbols_) : std::string(condition);
}

void Interpreter::assertion_failed(Evaluator& ev, ast::AssertNode* node, V* locals, V* captures) {
  const std::string shown = ev.canonical_source(node->pos);
  if (node->condition->kind == ast::Kind::Equal) {
    auto* comparison = static_cast<ast::BinaryNode*>(node->condition.get());
    const std::string doing = fmt::format("while evaluating the condition of the assertion '{}'", shown);
    ev.with_context(node->pos, doing, [&] {
      V left = eval(ev, comparison->left, locals, captures);
      V right = eval(ev, comparison->right, locals, captures);
      return ev.explain_difference(left, right, comparison->pos), 0;
    });
  }
  ev.throw_error(fail(Code::Assertion, "assertion '{}' failed", shown).at(ev.token_span(node->pos)));
}

}  // namespace hm
