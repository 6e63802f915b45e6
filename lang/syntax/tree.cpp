#include <cstring>

#include "lang/syntax/ast.hpp"

namespace hm::ast {

V Tree::string(std::string_view text) {
  if (text.empty()) return kEmptyString;
  auto* s = static_cast<StringObj*>(region_.allocate(StringObj::bytes_for(text.size())));
  s->size = static_cast<std::uint32_t>(text.size());
  s->hash = 0;
  s->context = nullptr;
  std::memcpy(s->data, text.data(), text.size());
  s->data[text.size()] = '\0';
  return word(s, Tag::String);
}

V Tree::path(std::string_view canonical) {
  auto* box = static_cast<Box*>(region_.allocate(offsetof(Box, text) + canonical.size() + 1));
  box->kind = Box::Path;
  box->size = static_cast<std::uint32_t>(canonical.size());
  std::memcpy(box->text, canonical.data(), canonical.size());
  box->text[canonical.size()] = '\0';
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

}  // namespace hm::ast
