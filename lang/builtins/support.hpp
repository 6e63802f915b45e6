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

// The slot of an attribute that has to be there, else "attribute 'x' missing", with what was meant perhaps.
V& attribute(Evaluator& e, V attrs, Symbol name, Pos pos, std::string_view doing);
V& attribute(Evaluator& e, V attrs, std::string_view name, Pos pos, std::string_view doing);

// Strings of the language hold no NUL bytes. Fails, showing them as "␀"; `prefix` begins the message.
[[noreturn]] void refuse_nul(Evaluator& e, std::string_view text, Pos pos, std::string_view prefix);

}  // namespace hm::builtin
