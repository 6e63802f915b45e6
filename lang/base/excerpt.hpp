// Lines of source with what is meant underlined, as part of a rendered diagnostic.
#pragma once

#include <string>
#include <vector>

#include "lang/base/palette.hpp"
#include "lang/base/source.hpp"

namespace hm {

struct Mark {
  Span span;
  std::string text;
  bool primary = false;  // underlined with ^ instead of -
};

struct ExcerptStyle {
  Palette palette;
  std::string_view accent;  // colour of primary marks
  unsigned gutter = 1;      // columns of the line numbers
  unsigned width = 100;     // 0: lines are never cut
};

// Appends the marked lines of one file, in order, each mark on a row of its own below its line. All marks
// have to be in the same file. A mark that spans lines is shown to the end of its first.
void append_excerpt(std::string& out, const SourceMap& sources, std::vector<Mark> marks,
                    const ExcerptStyle& style);

}  // namespace hm
