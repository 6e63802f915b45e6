// Making and reading values.
#include <algorithm>
#include <cmath>

#include "lang/eval/attrs.hpp"
#include "lang/eval/state.hpp"

namespace hm {

// --- making -------------------------------------------------------------------------------------------------

V Evaluator::make_big_int(std::int64_t i) {
  auto* box = allocate<Box>(sizeof(Box));
  box->kind = Box::BigInt;
  box->size = 0;
  box->integer = i;
  return word(box, Tag::Box);
}

V Evaluator::make_float(double d) {
  auto* box = allocate<Box>(sizeof(Box));
  box->kind = Box::Float;
  box->size = 0;
  box->number = d;
  return word(box, Tag::Box);
}

V Evaluator::make_string(std::string_view text, const Context* context) {
  if (text.empty() && !context) return kEmptyString;
  if (text.size() > 0xffff'fff0u) error(Code::HeapLimit, kNoPos, "a string would be longer than 4 GiB");
  auto* s = allocate<StringObj>(StringObj::bytes_for(text.size()));
  s->size = static_cast<std::uint32_t>(text.size());
  s->symbol = 0;
  s->context = ref_or_null(context);
  char* data = s->data;  // declared shorter than it is: a check of bounds must not see the array
  if (!text.empty()) std::memcpy(data, text.data(), text.size());
  data[text.size()] = '\0';
  ++counters_.strings_created;
  return word(s, Tag::String);
}

V Evaluator::make_string(std::string_view text) { return make_string(text, static_cast<const Context*>(nullptr)); }

V Evaluator::make_string(std::string_view text, const ContextSet& context) {
  if (context.empty()) return make_string(text);
  const auto& ids = context.ids();
  auto* c = allocate<Context>(4 + 4 * ids.size());
  c->size = static_cast<std::uint32_t>(ids.size());
  std::copy(ids.begin(), ids.end(), c->ids);
  return make_string(text, c);
}

V Evaluator::make_path(std::string_view canonical) {
  auto* box = allocate<Box>(offsetof(Box, text) + canonical.size() + 1);
  box->kind = Box::Path;
  box->size = static_cast<std::uint32_t>(canonical.size());
  char* text = box->text;
  std::memcpy(text, canonical.data(), canonical.size());
  text[canonical.size()] = '\0';
  return word(box, Tag::Box);
}

V Evaluator::symbol_string(Symbol symbol) {
  auto& made = state_->symbol_strings;
  if (made.size() <= symbol.id) made.resize(symbols_.size() + 256, 0);
  if (!made[symbol.id]) {
    made[symbol.id] = make_string(symbols_.text(symbol));
    if (tag_of(made[symbol.id]) == Tag::String) pointer<StringObj>(made[symbol.id])->symbol = symbol.id;
  }
  return made[symbol.id];
}

ListObj* Evaluator::new_list(std::size_t length) {
  if (length > 0xffff'ffffu) [[unlikely]] error(Code::HeapLimit, kNoPos, "a list would have more than 4294967295 elements");
  const auto size = static_cast<std::uint32_t>(length);
  auto* list = allocate<ListObj>(ListObj::bytes_for(size));
  list->size = size;
  list->items = words_at(reinterpret_cast<const V*>(list + 1));
  ++counters_.lists_created;
  counters_.list_items += size;
  return list;
}

V Evaluator::view_of(const ListObj* list, std::uint32_t from) {
  if (from >= list->size) return kEmptyList;
  auto* view = allocate<ListObj>();
  view->size = list->size - from;
  view->items = words_at(list->items + from);
  ++counters_.lists_created;
  return word(view, Tag::List);
}

V Evaluator::make_list(const std::vector<V>& items) {
  if (items.empty()) return kEmptyList;
  ListObj* list = new_list(items.size());
  std::copy(items.begin(), items.end(), static_cast<V*>(list->items));
  return word(list, Tag::List);
}

V Evaluator::make_apply(V function, V argument) {
  auto* thunk = allocate<Thunk>(Thunk::bytes_for(2));
  thunk->code = Thunk::Apply;
  thunk->captures[0] = function;
  thunk->captures[1] = argument;
  ++counters_.thunks_created;
  return word(thunk, Tag::Thunk);
}

V Evaluator::make_apply(V function, V first, V second) {
  auto* thunk = allocate<Thunk>(Thunk::bytes_for(3));
  thunk->code = Thunk::Apply2;
  thunk->captures[0] = function;
  thunk->captures[1] = first;
  thunk->captures[2] = second;
  ++counters_.thunks_created;
  return word(thunk, Tag::Thunk);
}

V Evaluator::make_select(V set, Symbol name) {
  auto* thunk = allocate<Thunk>(Thunk::bytes_for(2));
  thunk->code = Thunk::Select;
  thunk->captures[0] = set;
  thunk->captures[1] = name.id;
  ++counters_.thunks_created;
  return word(thunk, Tag::Thunk);
}

// --- reading ------------------------------------------------------------------------------------------------

namespace {

bool is_box(V v, Box::Kind kind) { return tag_of(v) == Tag::Box && pointer<Box>(v)->kind == kind; }

}  // namespace

bool Evaluator::is_int(V v) { return tag_of(v) == Tag::Int || is_box(v, Box::BigInt); }
std::int64_t Evaluator::int_value(V v) { return tag_of(v) == Tag::Int ? small_value(v) : pointer<Box>(v)->integer; }
bool Evaluator::is_float(V v) { return is_box(v, Box::Float); }
double Evaluator::float_value(V v) { return pointer<Box>(v)->number; }
bool Evaluator::is_path(V v) { return is_box(v, Box::Path); }
std::string_view Evaluator::path_view(V v) { return pointer<Box>(v)->path(); }

std::string_view Evaluator::string_view_of(V v) {
  return v == kEmptyString ? std::string_view{} : pointer<StringObj>(v)->view();
}

const Context* Evaluator::context_of(V v) { return v == kEmptyString ? nullptr : pointer<StringObj>(v)->context.or_null(); }

const ListObj* Evaluator::list_of(V v) {
  static const ListObj empty{0, {0}};
  return v == kEmptyList ? &empty : pointer<ListObj>(v);
}

std::string_view Evaluator::type_name(V v) {
  if (is_int(v)) return "an integer";
  if (is_float(v)) return "a float";
  if (v == kNull) return "null";
  if (v == kTrue || v == kFalse) return "a Boolean";
  if (is_string(v)) return context_of(v) ? "a string with context" : "a string";
  if (is_path(v)) return "a path";
  if (is_list(v)) return "a list";
  if (is_attrs(v)) return "a set";
  if (is_function(v)) {
    switch (pointer<FunctionObj>(v)->kind) {
      case FunctionObj::Lambda: return "a function";
      case FunctionObj::Primitive: return "a built-in function";
      default: return "a partially applied built-in function";
    }
  }
  return "a thunk";
}

std::string_view Evaluator::type_of(V v) {
  if (is_int(v)) return "int";
  if (is_float(v)) return "float";
  if (v == kNull) return "null";
  if (v == kTrue || v == kFalse) return "bool";
  if (is_string(v)) return "string";
  if (is_path(v)) return "path";
  if (is_list(v)) return "list";
  if (is_attrs(v)) return "set";
  return "lambda";
}

// --- forced and checked -------------------------------------------------------------------------------------

std::int64_t Evaluator::force_int(V& slot, Pos pos, std::string_view doing) {
  force(slot);
  if (!is_int(slot)) type_error(slot, "an integer", pos, doing);
  return int_value(slot);
}

bool Evaluator::force_bool(V& slot, Pos pos, std::string_view doing) {
  force(slot);
  if (slot == kTrue) return true;
  if (slot != kFalse) type_error(slot, "a Boolean", pos, doing);
  return false;
}

double Evaluator::force_number(V& slot, Pos pos, std::string_view doing) {
  force(slot);
  if (is_int(slot)) return static_cast<double>(int_value(slot));
  if (!is_float(slot)) type_error(slot, "a float", pos, doing);
  return float_value(slot);
}

const ListObj* Evaluator::force_list(V& slot, Pos pos, std::string_view doing) {
  force(slot);
  if (!is_list(slot)) type_error(slot, "a list", pos, doing);
  return list_of(slot);
}

void Evaluator::force_attrs(V& slot, Pos pos, std::string_view doing) {
  force(slot);
  if (!is_attrs(slot)) type_error(slot, "a set", pos, doing);
}

void Evaluator::force_function(V& slot, Pos pos, std::string_view doing) {
  force(slot);
  if (is_function(slot)) return;
  if (is_attrs(slot) && find(slot, state_->known.functor)) return;
  type_error(slot, "a function", pos, doing);
}

std::string_view Evaluator::force_string(V& slot, Pos pos, std::string_view doing, ContextSet& context) {
  force(slot);
  if (!is_string(slot)) type_error(slot, "a string", pos, doing);
  if (const Context* c = context_of(slot)) context.add(c);
  return string_view_of(slot);
}

std::string_view Evaluator::force_string_no_context(V& slot, Pos pos, std::string_view doing) {
  force(slot);
  if (!is_string(slot)) type_error(slot, "a string", pos, doing);
  if (const Context* c = context_of(slot)) {
    Error e = hm::fail(Code::BadUse, "the string '{}' is not allowed to refer to a store path (such as '{}')",
                       string_view_of(slot), context_element(c->ids[0]).encoded());
    throw_error(std::move(e.at(token_span(pos)).context(std::string(doing))));
  }
  return string_view_of(slot);
}

// --- contexts -----------------------------------------------------------------------------------------------

void ContextSet::add(std::uint32_t id) {
  auto at = std::lower_bound(ids_.begin(), ids_.end(), id);
  if (at == ids_.end() || *at != id) ids_.insert(at, id);
}

void ContextSet::add(const Context* context) {
  if (!context) return;
  if (ids_.empty()) {
    ids_.assign(context->ids, context->ids + context->size);
    return;
  }
  for (std::uint32_t i = 0; i < context->size; ++i) add(context->ids[i]);
}

std::string ContextElement::encoded() const {
  switch (kind) {
    case Kind::Path: return std::string(path);
    case Kind::DeepDerivation: return fmt::format("={}", path);
    case Kind::Output: break;
  }
  return fmt::format("!{}!{}", output, path);
}

std::uint32_t Evaluator::context_id(const ContextElement& element) {
  SymbolTable& texts = state_->context_texts;
  const Symbol path = texts.intern(element.path), output = texts.intern(element.output);
  const auto [at, fresh] =
      state_->context_ids.try_emplace({element.kind, path, output}, static_cast<std::uint32_t>(context_elements_.size()));
  if (fresh) context_elements_.push_back({element.kind, texts.text(path), texts.text(output)});
  return at->second;
}

}  // namespace hm
