// Source text -> syntax tree. The only header of the parser that others include.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "lang/base/diagnostic.hpp"
#include "lang/base/source.hpp"
#include "lang/base/symbol.hpp"
#include "lang/syntax/ast.hpp"
#include "lang/syntax/lints.hpp"

namespace hm {

struct ParseOptions {
  std::string base_dir;         // absolute; what ./x is relative to
  std::string home_dir;         // what ~/x is relative to; empty = such paths are an error
  bool pipe_operators = false;  // |> and <|
  Lints lints = {};
};

struct Parsed {
  ast::Expr root;                   // null if nothing could be made of the text
  std::vector<Diagnostic> errors;   // at most 10; empty = the tree is whole
  std::vector<Diagnostic> warnings;
};

// Parses a whole file. Never throws; syntax errors are values. Recursion is bounded (Code::StackDepth at 100,000
// nested levels). The texts are referred to by position only: `tree` does not point into `file`.
Parsed parse(const SourceFile& file, SymbolTable& symbols, ast::Tree& tree, const ParseOptions& options);

}  // namespace hm
