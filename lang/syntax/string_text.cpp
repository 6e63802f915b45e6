#include "lang/syntax/string_text.hpp"

#include <limits>

namespace hm::syntax {

std::string unescape(std::string_view raw) {
  std::string text;
  text.reserve(raw.size());
  for (std::size_t i = 0; i < raw.size(); ++i) {
    char c = raw[i];
    if (c == '\\' && i + 1 < raw.size()) {
      c = raw[++i];
      if (c == 'n')
        c = '\n';
      else if (c == 'r')
        c = '\r';
      else if (c == 't')
        c = '\t';
    } else if (c == '\r') {
      c = '\n';
      if (i + 1 < raw.size() && raw[i + 1] == '\n') ++i;
    }
    text += c;
  }
  return text;
}

std::size_t least_indentation(const IndPiece* pieces, std::size_t count) {
  std::size_t least = std::numeric_limits<std::size_t>::max();
  std::size_t current = 0;
  bool at_line_start = true;
  const auto content = [&] {
    if (at_line_start && current < least) least = current;
    at_line_start = false;
  };
  for (const IndPiece* piece = pieces; piece != pieces + count; ++piece) {
    if (!piece->indents) {
      content();
      continue;
    }
    for (char c : piece->text) {
      if (c == '\n') {
        at_line_start = true;
        current = 0;
      } else if (at_line_start) {
        if (c == ' ')
          ++current;
        else
          content();
      }
    }
  }
  return least;
}

void Stripper::strip(std::string_view text, bool last, std::string& out) {
  const std::size_t begin = out.size();
  while (!text.empty()) {
    if (!at_line_start) {
      // The rest of a line goes over as it is.
      const std::size_t newline = text.find('\n');
      at_line_start = newline != std::string_view::npos;
      const std::size_t count = at_line_start ? newline + 1 : text.size();
      out.append(text.substr(0, count));
      text.remove_prefix(count);
      continue;
    }
    const char c = text.front();
    if (c == ' ') {
      if (dropped++ >= least) out += c;
    } else {
      at_line_start = c == '\n';
      dropped = 0;
      out += c;
    }
    text.remove_prefix(1);
  }
  if (!last) return;
  // The blank rest before the closing quotes goes.
  const std::size_t newline = out.rfind('\n');
  if (newline == std::string::npos || newline < begin) return;
  if (out.find_first_not_of(' ', newline + 1) == std::string::npos) out.resize(newline + 1);
}

}  // namespace hm::syntax
