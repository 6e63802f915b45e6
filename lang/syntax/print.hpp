// Syntax tree -> canonical source: byte for byte what the reference prints for `--parse`.
#pragma once

#include <string>

#include "lang/base/symbol.hpp"
#include "lang/syntax/ast.hpp"

namespace hm {

// Works on a tree as parsed, before resolution.
std::string print(ast::Expr root, const SymbolTable& symbols);

}  // namespace hm
