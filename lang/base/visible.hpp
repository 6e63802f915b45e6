// User text made safe and measurable for a terminal.
//
// What comes from files, environment or the network may hold terminal escapes, characters that reorder the
// line (bidirectional controls) or bytes that are no UTF-8; none of that reaches a terminal. Such characters
// are written as \e, \x7f or \u{202e}. Newlines and tabs are kept where the caller says so.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace hm {

// One character as shown.
struct Cell {
  std::string text;
  unsigned columns;      // 0 for combining marks, 2 for wide characters
  std::uint32_t offset;  // of its first byte in the original
};

// The characters of one line. A tab becomes spaces to the next multiple of four.
std::vector<Cell> cells_of(std::string_view line);

// The whole text, newlines and tabs kept.
std::string visible(std::string_view text);

// The same for a message that may be coloured: its colours and weights (the escapes that end in m) are
// dropped.
std::string visible_message(std::string_view text);

// The number of characters (code points; each stray byte is one) in `text`.
std::size_t characters_in(std::string_view text);

}  // namespace hm
