// Source texts in one offset space.
//
// Every file (or expression given on the command line) is appended to a single virtual text, so a position
// anywhere in the program is one 32-bit number and a span is two. Line and column are computed only when a
// diagnostic is rendered. Offset 0 is reserved: it means "no position".
//
// A text may be left where it is: a file whose tree was kept by an earlier run is known by name, place and size, and read
// only when somebody asks for its text (a diagnostic, unsafeGetAttrPos).
//
// Ownership: the SourceMap owns the texts; views stay valid as long as it lives.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
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

class SourceMap;

struct SourceFile {
  std::string name;          // absolute path, or "«string»", "«stdin»"
  mutable std::string text;  // followed by kPadding zero bytes in memory, so that the lexer needs no end checks; empty
                             // while the file is left where it is
  Pos begin = kNoPos;
  std::uint32_t size = 0;  // of the text, in bytes
  bool is_path = true;     // false: the name is a label, not a file
  const SourceMap* map = nullptr;

  // The text; read now if it was left where it is. Spaces where it cannot be had any more as it was.
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

  // Reads the texts that were left where they are; gives nothing where that fails.
  using Reader = std::function<std::optional<std::string>(const std::string& name)>;
  void set_reader(Reader reader) { reader_ = std::move(reader); }
  // A file of an earlier run at the place it had there. Requires: `begin` is not below next().
  void add_left(std::string name, Pos begin, std::uint32_t size);
  Pos next() const { return next_; }  // where the next text will begin
  // Leaves everything below `next` to the files of an earlier run.
  void skip_to(Pos next) { next_ = next; }

  // The file that holds `pos`, or nullptr.
  const SourceFile* find(Pos pos) const;
  // The file that was added under this name (the last of several: one that was left may have changed), or nullptr.
  const SourceFile* find_name(std::string_view name) const;
  LineColumn locate(Pos pos) const;
  // The line that holds `pos`, without its newline.
  std::string_view line_of(Pos pos) const;

 private:
  friend struct SourceFile;
  std::deque<SourceFile> files_;
  Reader reader_;
  Pos next_ = 1;
};

}  // namespace hm
