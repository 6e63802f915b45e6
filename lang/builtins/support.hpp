// What the files of builtins share. Not for use outside lang/builtins and lang/eval's printers.
#pragma once

#include <string>
#include <string_view>

#include "lang/eval/evaluator.hpp"

namespace hm::builtin {

// The slots of a list, to be forced in place.
inline V* slots(const ListObj* list) {
  return const_cast<ListObj*>(list)->items;
}

// The slot of an attribute that has to be there, else "attribute 'x' missing".
inline V& attribute(Evaluator& e, V attrs, Symbol name, Pos pos, std::string_view doing) {
  if (V* slot = e.find(attrs, name)) return *slot;
  Error error = fail(Code::MissingAttribute, "attribute '{}' missing", e.symbols().text(name));
  error.at(e.token_span(pos));
  if (!doing.empty()) error.context(std::string(doing));
  e.throw_error(std::move(error));
}

inline V& attribute(Evaluator& e, V attrs, std::string_view name, Pos pos, std::string_view doing) {
  return attribute(e, attrs, e.symbols().intern(name), pos, doing);
}

// Strings of the language hold no NUL bytes. Fails, showing them as "␀".
[[noreturn]] inline void refuse_nul(Evaluator& e, std::string_view text, Pos pos, std::string_view prefix) {
  std::string shown;
  for (char c : text) {
    if (c == '\0') {
      shown += "␀";
    } else {
      shown += c;
    }
  }
  e.error(Code::BadUse, pos,
          "{}input string '{}' cannot be represented as Nix string because it contains null bytes", prefix,
          shown);
}

}  // namespace hm::builtin
