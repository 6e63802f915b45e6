// What stands between quotes -> what it means: escapes, line ends, indentation.
#pragma once

#include <string>
#include <string_view>

#include "lang/syntax/ast.hpp"

namespace hm::syntax {

// Resolves the escapes of a "…" string (\n \r \t, any other character stands for itself) and turns CR and CR
// LF into LF, unless the CR is itself escaped.
std::string unescape(std::string_view raw);

// A piece of an indented string.
struct IndPiece {
  ast::Node* expression = nullptr;  // an interpolation; null for text
  std::string_view text;
  bool indents = false;  // ordinary text: its leading spaces count as indentation. False for escapes.
  Pos pos = kNoPos;
};

// How many spaces to take off each line of the pieces. The rules (language reference, "indented string"):
//  - the least number of leading spaces of any line counts; tabs are content;
//  - empty lines and the blank rest after the last newline do not take part;
//  - an interpolation or an escape at the beginning of a line is content.
std::size_t least_indentation(const IndPiece* pieces, std::size_t count);

// The text of one piece without the indentation; `at_line_start` and `dropped` carry over from piece to
// piece.
struct Stripper {
  std::size_t least;
  bool at_line_start = true;
  std::size_t dropped = 0;

  void pass_expression() {
    at_line_start = false;
    dropped = 0;
  }
  void strip(std::string_view text, bool last, std::string& out);
};

}  // namespace hm::syntax
