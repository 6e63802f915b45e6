#include <algorithm>
#include <cstring>

#include "lang/syntax/ast.hpp"

namespace hm::ast {
namespace {

// `to` is the first of as many bytes as the object was allocated with, whatever its declared length.
void write_text(char* to, std::string_view text) {
  std::memcpy(to, text.data(), text.size());
  to[text.size()] = '\0';
}

}  // namespace

V Tree::string(std::string_view text) {
  if (text.empty()) return kEmptyString;
  auto* s = static_cast<StringObj*>(region_.allocate(StringObj::bytes_for(text.size())));
  s->size = static_cast<std::uint32_t>(text.size());
  s->symbol = 0;
  s->context = {};
  write_text(s->data, text);
  return word(s, Tag::String);
}

V Tree::path(std::string_view canonical) {
  auto* box = static_cast<Box*>(region_.allocate(offsetof(Box, text) + canonical.size() + 1));
  box->kind = Box::Path;
  box->size = static_cast<std::uint32_t>(canonical.size());
  write_text(box->text, canonical);
  return word(box, Tag::Box);
}

V Tree::integer(std::int64_t i) {
  if (i >= kSmallMin && i <= kSmallMax) return small_int(i);
  auto* box = static_cast<Box*>(region_.allocate(sizeof(Box)));
  box->kind = Box::BigInt;
  box->integer = i;
  return word(box, Tag::Box);
}

V Tree::number(double d) {
  auto* box = static_cast<Box*>(region_.allocate(sizeof(Box)));
  box->kind = Box::Float;
  box->number = d;
  return word(box, Tag::Box);
}

V Tree::list(std::span<const V> items) {
  if (items.empty()) return kEmptyList;
  auto* list = static_cast<ListObj*>(region_.allocate(ListObj::bytes_for(items.size())));
  list->size = static_cast<std::uint32_t>(items.size());
  list->items = words_at(reinterpret_cast<const V*>(list + 1));
  std::copy(items.begin(), items.end(), static_cast<V*>(list->items));
  return word(list, Tag::List);
}

}  // namespace hm::ast
