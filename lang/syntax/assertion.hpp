// The text of an assertion's condition, for messages.
#pragma once

#include <string_view>

#include "lang/base/source.hpp"
#include "lang/base/symbol.hpp"

namespace hm {

// `assertion` is where the keyword `assert` stands in `file`. Empty where none does.
std::string_view assertion_condition(const SourceFile& file, Pos assertion, SymbolTable& symbols);

}  // namespace hm
