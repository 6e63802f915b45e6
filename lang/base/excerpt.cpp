#include "lang/base/excerpt.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "lang/base/visible.hpp"

namespace hm {

namespace {

// Part of a line, in columns.
struct Stretch {
  unsigned begin, end;
};

struct Line {
  std::vector<Cell> cells;
  unsigned columns = 0;

  // Of a line too long to be anybody's own only what is around `interest` (an offset in it) is looked at.
  Line(std::string_view text, std::size_t interest) {
    if (text.ends_with('\r')) text.remove_suffix(1);
    const std::size_t first = interest > kAround && text.size() > 2 * kAround ? character_at(text, interest - kAround) : 0;
    const std::size_t end = text.size() - first > 2 * kAround ? character_at(text, first + 2 * kAround) : text.size();
    cells = cells_of(text.substr(first, end - first));
    for (Cell& cell : cells) cell.offset += static_cast<std::uint32_t>(first);
    if (first > 0) cells.insert(cells.begin(), Cell{"…", 1, 0});
    if (end < text.size()) cells.push_back({"…", 1, static_cast<std::uint32_t>(end)});
    for (const Cell& cell : cells) columns += cell.columns;
  }

  static constexpr std::size_t kAround = 4096;  // bytes

  // The beginning of the character that the byte at `at` belongs to.
  static std::size_t character_at(std::string_view text, std::size_t at) {
    while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xc0) == 0x80) --at;
    return at;
  }

  // What the bytes [begin, end) take up; at least one column, also behind the end.
  Stretch stretch(std::size_t begin, std::size_t end) const {
    Stretch result{columns, columns};
    unsigned column = 0;
    bool started = false;
    for (const Cell& cell : cells) {
      if (!started && cell.offset >= begin) {
        result.begin = column;
        started = true;
      }
      if (cell.offset < end) result.end = column + cell.columns;
      column += cell.columns;
    }
    if (result.end <= result.begin || begin >= end) result.end = result.begin + 1;
    return result;
  }

  // The columns of `window`, with … where something is left out.
  std::string text(Stretch window) const {
    std::string out;
    unsigned column = 0;
    if (window.begin > 0) out += "…";
    const bool cut_end = window.end < columns;
    for (const Cell& cell : cells) {
      const bool fits = column >= window.begin + (window.begin > 0 ? 1 : 0) &&
                        column + cell.columns <= window.end - (cut_end ? 1 : 0);
      if (fits) out += cell.text;
      column += cell.columns;
    }
    if (cut_end) out += "…";
    return out;
  }
};

// The columns to show so that what is marked can be seen with something before it.
Stretch window_for(const Line& line, Stretch marked, unsigned available) {
  if (available == 0 || line.columns <= available) return {0, line.columns};
  const unsigned before = available / 3;
  unsigned begin = marked.end <= available - 1 ? 0 : marked.begin > before ? marked.begin - before : 0;
  const unsigned last_begin = line.columns - available;
  begin = std::min(begin, last_begin);
  return {begin, begin + available};
}

struct Placed {
  LineColumn at;
  Stretch stretch;
  const Mark* mark;
};

class Painter {
 public:
  Painter(std::string& out, const ExcerptStyle& style) : out_(out), style_(style) {}

  void rule() { row("", "|", ""); }
  void skipped() { row("", "⋮", ""); }

  void line(std::uint32_t number, const Line& line, const std::vector<Placed>& marks) {
    const unsigned taken = style_.gutter + 4;
    const unsigned available = style_.width == 0 ? 0 : style_.width > taken + 20 ? style_.width - taken : 20;
    const Stretch window = window_for(line, marks.front().stretch, available);
    row(std::to_string(number), "|", line.text(window));
    for (const Placed& placed : marks) underline(placed, window);
  }

 private:
  void row(std::string_view number, std::string_view bar, std::string_view text) {
    const Palette& p = style_.palette;
    out_ += fmt::format("{}{:>{}} {}{}", p.frame, number, style_.gutter + 1, bar, p.reset);
    if (!text.empty()) (out_ += ' ') += text;
    out_ += '\n';
  }

  void underline(const Placed& placed, Stretch window) {
    const unsigned begin = std::clamp(placed.stretch.begin, window.begin, window.end);
    const unsigned end = std::clamp(placed.stretch.end, begin + 1, std::max(window.end, begin + 1));
    const std::string_view colour = placed.mark->primary ? style_.accent : style_.palette.frame;
    std::string text = std::string(begin - window.begin, ' ');
    text += colour;
    text += std::string(end - begin, placed.mark->primary ? '^' : '-');
    if (!placed.mark->text.empty()) (text += ' ') += one_line(placed.mark->text);
    text += style_.palette.reset;
    row("", "|", text);
  }

  static std::string one_line(std::string_view text) {
    std::string out = visible(text);
    std::replace(out.begin(), out.end(), '\n', ' ');
    return out;
  }

  std::string& out_;
  const ExcerptStyle& style_;
};

// Where in its line the primary mark is, or the first one.
std::size_t interest_of(const SourceMap& sources, const std::vector<Mark>& marks, std::size_t first, std::uint32_t line) {
  const LineColumn start = sources.locate(marks[first].span.begin);
  for (std::size_t i = first; i < marks.size(); ++i) {
    const LineColumn at = sources.locate(marks[i].span.begin);
    if (at.line != line) break;
    if (marks[i].primary) return at.column - 1;
  }
  return start.column - 1;
}

}  // namespace

void append_excerpt(std::string& out, const SourceMap& sources, std::vector<Mark> marks,
                    const ExcerptStyle& style) {
  std::stable_sort(marks.begin(), marks.end(),
                   [](const Mark& a, const Mark& b) { return a.span.begin < b.span.begin; });
  Painter painter(out, style);
  painter.rule();
  std::uint32_t previous = 0;
  for (std::size_t i = 0; i < marks.size();) {
    const std::uint32_t number = sources.locate(marks[i].span.begin).line;
    const Line line(sources.line_of(marks[i].span.begin), interest_of(sources, marks, i, number));
    std::vector<Placed> placed;
    for (; i < marks.size(); ++i) {
      const LineColumn at = sources.locate(marks[i].span.begin);
      if (at.line != number) break;
      const std::size_t begin = at.column - 1;
      const std::size_t length =
          marks[i].span.end > marks[i].span.begin ? marks[i].span.end - marks[i].span.begin : 1;
      placed.push_back({at, line.stretch(begin, begin + length), &marks[i]});
    }
    // The window follows the primary mark.
    std::stable_partition(placed.begin(), placed.end(), [](const Placed& p) { return p.mark->primary; });
    if (previous != 0 && number > previous + 1) painter.skipped();
    painter.line(number, line, placed);
    previous = number;
  }
}

}  // namespace hm
