// Source texts in one offset space.
//
// Every file (or expression given on the command line) is appended to a single virtual text, so a position
// anywhere in the program is one 32-bit number and a span is two. Line and column are computed only when a
// diagnostic is rendered. Offset 0 is reserved: it means "no position".
//
// Ownership: the SourceMap owns the texts; views stay valid as long as it lives.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

namespace hm {

using Pos = std::uint32_t;  // offset in the SourceMap's space; 0 = none
inline constexpr Pos kNoPos = 0;

struct Span {
  Pos begin = kNoPos;
  Pos end = kNoPos;  // exclusive; equal to begin where only a point is known
  explicit operator bool() const { return begin != kNoPos; }
};

struct SourceFile {
  std::string name;  // absolute path, or "«string»", "«stdin»"
  std::string text;  // followed by kPadding zero bytes in memory, so that the lexer needs no end checks
  Pos begin = kNoPos;
  bool is_path = true;  // false: the name is a label, not a file

  std::string_view view() const;
  static constexpr std::size_t kPadding = 16;
};

struct LineColumn {
  std::uint32_t line = 0;    // 1-based
  std::uint32_t column = 0;  // 1-based, in bytes
};

class SourceMap {
 public:
  // Appends a text. Fails (returns nullptr) when the 4 GiB offset space is exhausted.
  const SourceFile* add(std::string name, std::string text, bool is_path = true);

  // The file that holds `pos`, or nullptr.
  const SourceFile* find(Pos pos) const;
  // The file that was added under this name, or nullptr.
  const SourceFile* find_name(std::string_view name) const;
  LineColumn locate(Pos pos) const;
  // The line that holds `pos`, without its newline.
  std::string_view line_of(Pos pos) const;

 private:
  std::deque<SourceFile> files_;
  Pos next_ = 1;
};

}  // namespace hm
