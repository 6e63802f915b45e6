#include "lang/base/visible.hpp"

#include <fmt/format.h>

namespace hm {

namespace {

struct Character {
  char32_t code;      // kInvalid for a byte that is no UTF-8
  std::size_t bytes;  // 1..4
};
constexpr char32_t kInvalid = 0xFFFFFFFF;

// Decodes the first character of a text that is not empty. Overlong forms and surrogates are not UTF-8.
Character first_character(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < length) return {kInvalid, 1};
  char32_t code = lead & (0x7F >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return {kInvalid, 1};
    code = code << 6 | (byte(i) & 0x3F);
  }
  constexpr char32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
  if (code < kSmallest[length] || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) return {kInvalid, 1};
  return {code, length};
}

struct Range {
  char32_t first, last;
};

template <std::size_t N>
bool within(const Range (&ranges)[N], char32_t code) {
  for (const Range& range : ranges) {
    if (code >= range.first && code <= range.last) return true;
  }
  return false;
}

// Controls, and what hides or reorders its neighbours.
constexpr Range kEscaped[] = {{0, 0x1F},        {0x7F, 0x9F},     {0x200E, 0x200F},
                              {0x2028, 0x202E}, {0x2066, 0x2069}, {0xFEFF, 0xFEFF}};
constexpr Range kZeroWidth[] = {{0x300, 0x36F}, {0x200B, 0x200D}, {0x20D0, 0x20FF}, {0xFE00, 0xFE0F}};
constexpr Range kWide[] = {{0x1100, 0x115F},   {0x2E80, 0xA4CF},   {0xAC00, 0xD7A3},  {0xF900, 0xFAFF},
                           {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},   {0xFFE0, 0xFFE6},  {0x1F300, 0x1F64F},
                           {0x1F680, 0x1F6FF}, {0x1F900, 0x1FAFF}, {0x20000, 0x3FFFD}};

std::string escaped(char32_t code) {
  switch (code) {
    case '\n':
      return "\\n";
    case '\r':
      return "\\r";
    case 0x1B:
      return "\\e";
    default:
      break;
  }
  const auto number = static_cast<std::uint32_t>(code);
  return number < 0x80 ? fmt::format("\\x{:02x}", number) : fmt::format("\\u{{{:x}}}", number);
}

Cell cell_of(Character c, std::string_view bytes, std::size_t offset) {
  Cell cell{{}, 1, static_cast<std::uint32_t>(offset)};
  if (c.code == kInvalid) {
    cell.text = fmt::format("\\x{:02x}", static_cast<unsigned char>(bytes[0]));
  } else if (within(kEscaped, c.code)) {
    cell.text = escaped(c.code);
  } else {
    cell.text = bytes;
    if (c.code >= 0x300) cell.columns = within(kZeroWidth, c.code) ? 0 : within(kWide, c.code) ? 2 : 1;
    return cell;
  }
  cell.columns = static_cast<unsigned>(cell.text.size());
  return cell;
}

}  // namespace

std::vector<Cell> cells_of(std::string_view line) {
  std::vector<Cell> cells;
  unsigned column = 0;
  for (std::size_t at = 0; at < line.size();) {
    const Character c = first_character(line.substr(at));
    if (c.code == '\t') {
      const unsigned columns = 4 - column % 4;
      cells.push_back({std::string(columns, ' '), columns, static_cast<std::uint32_t>(at)});
    } else {
      cells.push_back(cell_of(c, line.substr(at, c.bytes), at));
    }
    column += cells.back().columns;
    at += c.bytes;
  }
  return cells;
}

std::string visible(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const Character c = first_character(text.substr(at));
    if (c.code == '\n' || c.code == '\t') {
      out += static_cast<char>(c.code);
    } else {
      out += cell_of(c, text.substr(at, c.bytes), at).text;
    }
    at += c.bytes;
  }
  return out;
}

std::string visible_message(std::string_view text) {
  std::string plain;
  plain.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    if (text.substr(at).starts_with("\x1b[")) {
      const std::size_t end = text.find_first_not_of("0123456789;", at + 2);
      if (end != std::string_view::npos && text[end] == 'm') {
        at = end + 1;
        continue;
      }
    }
    plain += text[at++];
  }
  return visible(plain);
}

std::size_t characters_in(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size(); ++count) at += first_character(text.substr(at)).bytes;
  return count;
}

}  // namespace hm
