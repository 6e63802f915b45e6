// Strings out of values, and what `+` and "${…}" make of their parts.
#include "lang/eval/attrs.hpp"
#include "lang/eval/interpreter.hpp"
#include "lang/eval/paths.hpp"

namespace hm {

namespace {

// toString of a list puts a space after each element except the last, and none after an empty nested list.
bool wants_space(V item) { return !(Evaluator::is_list(item) && Evaluator::list_of(item)->size == 0); }

std::string prefixed(std::string_view doing) { return std::string(doing); }

}  // namespace

std::string Evaluator::coerce_to_string(V& slot, Pos pos, ContextSet& context, Coercion how, std::string_view doing) {
  Depth depth(*this);
  spend(1);
  const V v = force(slot);
  if (is_string(v)) {
    context.add(context_of(v));
    return std::string(string_view_of(v));
  }
  if (is_path(v)) {
    const std::string path(path_view(v));
    return how.copy_to_store ? copy_to_store(path, context) : path;
  }
  if (is_attrs(v)) {
    if (V* to_string = find(v, state_->known.to_string)) {
      V text = apply(*to_string, v, pos);
      return coerce_to_string(text, pos, context, how, "while evaluating the result of the `__toString` attribute");
    }
    if (V* out_path = find(v, state_->known.out_path)) return coerce_to_string(*out_path, pos, context, how, doing);
  }
  if (how.more) {
    if (v == kTrue) return "1";
    if (v == kFalse || v == kNull) return "";
    if (is_int(v)) return fmt::format("{}", int_value(v));
    if (is_float(v)) return fmt::format("{:f}", float_value(v));
    if (is_list(v)) {
      auto* list = const_cast<ListObj*>(list_of(v));
      std::string result;
      for (std::uint32_t i = 0; i < list->size; ++i) {
        result += coerce_to_string(list->items[i], pos, context, how, "while evaluating one element of the list");
        if (i + 1 < list->size && wants_space(list->items[i])) result += ' ';
        check_text(result.size(), pos);
      }
      return result;
    }
  }
  Error e = hm::fail(Code::Coercion, "cannot coerce {} to a string: {}", type_name(v), show(v));
  if (!doing.empty()) e.context(prefixed(doing));
  if (!how.more && (is_int(v) || is_float(v) || v == kTrue || v == kFalse || is_list(v))) {
    e.hint("builtins.toString makes a string of it");
  }
  throw_error(std::move(e.at(token_span(pos))));
}

std::string Evaluator::coerce_to_path(V& slot, Pos pos, ContextSet& context, std::string_view doing) {
  const V v = force(slot);
  if (is_path(v)) return std::string(path_view(v));
  if (is_attrs(v)) {
    if (V* to_string = find(v, state_->known.to_string)) {
      V text = apply(*to_string, v, pos);
      return coerce_to_path(text, pos, context, doing);
    }
    if (V* out_path = find(v, state_->known.out_path)) {
      force(*out_path);
      if (is_path(*out_path)) return std::string(path_view(*out_path));
    }
  }
  const std::string text = coerce_to_string(slot, pos, context, {.more = false, .copy_to_store = false}, doing);
  if (text.empty() || text[0] != '/') {
    Error e = hm::fail(Code::BadUse, "string '{}' doesn't represent an absolute path", text);
    if (!doing.empty()) e.context(prefixed(doing));
    throw_error(std::move(e.at(token_span(pos))));
  }
  return canonical_path(text);
}

std::string Evaluator::copy_to_store(const std::string& path, ContextSet& context) {
  auto known = state_->store_copies.find(path);
  if (known == state_->store_copies.end()) {
    Host::ImportOptions how;
    how.name = std::string(base_name(path));
    auto imported = host_.import_path(path, how);
    if (!imported) throw_error(std::move(imported).error());
    known = state_->store_copies.emplace(path, imported.value().in(host_.store_dir())).first;
  }
  context.add(context_id({ContextElement::Kind::Path, known->second, {}}));
  return known->second;
}

std::string Evaluator::realise_context(std::string text, const ContextSet& context, Pos pos) {
  for (const std::uint32_t id : context.ids()) {
    const ContextElement element = context_element(id);
    if (element.kind != ContextElement::Kind::Output) continue;
    if (!options_.allow_import_from_derivation) {
      error(Code::PureEvaluation, pos,
            "cannot build '{}' during evaluation because the option 'allow-import-from-derivation' is disabled",
            element.path);
    }
    auto drv = StorePath::parse(host_.store_dir(), element.path);
    if (!drv) throw_error(std::move(drv).error());
    auto output = host_.realise(drv.value(), std::string(element.output));
    if (!output) throw_error(std::move(output).error().at(token_span(pos)));
    const std::string placeholder = output_placeholder(element.path, element.output);
    const std::string real = output.value().in(host_.store_dir());
    for (std::size_t at = text.find(placeholder); at != std::string::npos; at = text.find(placeholder, at + real.size())) {
      text.replace(at, placeholder.size(), real);
    }
  }
  return text;
}

// --- operators ----------------------------------------------------------------------------------------------

namespace {

// One string being put together out of parts, with their contexts.
class StringBuilder {
 public:
  explicit StringBuilder(Evaluator& ev) : ev_(ev) {}
  void add(V& part, Pos pos, bool copy_to_store, std::string_view doing) {
    if (Evaluator::is_string(part)) {
      context_.add(Evaluator::context_of(part));
      text_ += Evaluator::string_view_of(part);
    } else {
      text_ += ev_.coerce_to_string(part, pos, context_, {.more = false, .copy_to_store = copy_to_store}, doing);
    }
    ev_.check_text(text_.size(), pos);
  }
  V finish() { return ev_.make_string(text_, context_); }
  const std::string& text() const { return text_; }
  const ContextSet& context() const { return context_; }

 private:
  Evaluator& ev_;
  std::string text_;
  ContextSet context_;
};

constexpr std::string_view kSegment = "while evaluating a path segment";

}  // namespace

V Interpreter::interpolate(Evaluator& ev, ast::ListNode* node, V* locals, V* captures) {
  StringBuilder result(ev);
  for (const ast::Expr& item : node->all()) {
    V part = operand(ev, item, locals, captures);
    result.add(part, item->pos, true, kSegment);
  }
  return result.finish();
}

// The value of the first item decides: numbers are added, a path stays a path, all else becomes a string.
V Interpreter::add(Evaluator& ev, ast::ListNode* node, V* locals, V* captures) {
  V sum = operand(ev, node->items[0], locals, captures);
  std::uint32_t i = 1;
  while (i < node->count && (tag_of(sum) == Tag::Int || Evaluator::is_int(sum) || Evaluator::is_float(sum))) {
    const V next = operand(ev, node->items[i], locals, captures);
    if (tag_of(sum) == Tag::Int && tag_of(next) == Tag::Int) {
      sum = ev.make_int(small_value(sum) + small_value(next));
      ++i;
      continue;
    }
    if (!Evaluator::is_int(next) && !Evaluator::is_float(next)) {
      ev.throw_error(fail(Code::TypeMismatch, "cannot add {} to {}", Evaluator::type_name(next),
                          Evaluator::is_int(sum) ? "an integer" : "a float")
                         .at(ev.token_span(node->items[i]->pos)));
    }
    sum = ev.add_numbers(sum, next, node->pos);
    ++i;
  }
  if (i == node->count) return sum;
  if (Evaluator::is_path(sum)) {
    std::string path(Evaluator::path_view(sum));
    for (; i < node->count; ++i) {
      V part = operand(ev, node->items[i], locals, captures);
      ContextSet context;
      path = canonical_path(path + ev.coerce_to_string(part, node->items[i]->pos, context,
                                                       {.more = false, .copy_to_store = false}, kSegment));
      if (!context.empty()) {
        ev.error(Code::BadUse, node->pos, "a string that refers to a store path cannot be appended to a path");
      }
    }
    return ev.make_path(path);
  }
  StringBuilder result(ev);
  // Beside a set that stands for a string (a derivation), a path is not copied to the store; beside a string it is.
  bool copy = Evaluator::is_string(sum);
  result.add(sum, node->items[0]->pos, copy, kSegment);
  for (; i < node->count; ++i) {
    V part = operand(ev, node->items[i], locals, captures);
    result.add(part, node->items[i]->pos, copy, kSegment);
    copy = true;
  }
  return result.finish();
}

V Interpreter::interpolate_path(Evaluator& ev, ast::ListNode* node, V* locals, V* captures) {
  V first = operand(ev, node->items[0], locals, captures);
  std::string path(Evaluator::path_view(first));
  // Only here a path keeps the slash at its end: `/a/${x}`.
  for (std::uint32_t i = 1; i < node->count; ++i) {
    V part = operand(ev, node->items[i], locals, captures);
    ContextSet context;
    path += ev.coerce_to_string(part, node->items[i]->pos, context, {.more = false, .copy_to_store = false}, kSegment);
    if (!context.empty()) {
      ev.error(Code::BadUse, node->pos, "a string that refers to a store path cannot be appended to a path");
    }
  }
  return ev.make_path(canonical_path(path));
}

}  // namespace hm
