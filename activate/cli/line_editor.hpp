// One line of input: with editing and history on a terminal, plainly from a pipe.
//
// A small editor of our own: the common libraries want a terminal database at run time, which a static program that
// should run anywhere cannot count on, and ANSI sequences are understood by every terminal in use.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace hm {

class LineEditor {
 public:
  // What could stand in place of the word that ends at the cursor; whole words.
  using Complete = std::function<std::vector<std::string>(const std::string& word)>;

  explicit LineEditor(std::string history_file, Complete complete = {});
  ~LineEditor();
  LineEditor(const LineEditor&) = delete;

  // The next line without its newline; nothing at the end of input. Ctrl-C gives an empty line.
  std::optional<std::string> read(const std::string& prompt);
  void remember(const std::string& line);

 private:
  std::optional<std::string> read_plain();
  std::optional<std::string> edit(const std::string& prompt);
  bool key(int c, bool& done);
  void escape_sequence();
  void move_in_history(int step);
  void complete_word();
  void redraw(const std::string& prompt) const;
  std::size_t left_of(std::size_t at) const;
  std::size_t right_of(std::size_t at) const;

  std::string history_file_;
  Complete complete_;
  std::vector<std::string> history_;
  std::size_t history_at_ = 0;
  std::string line_;
  std::string draft_;  // what was being typed before the history was walked
  std::size_t cursor_ = 0;
  std::string buffer_;  // read from a pipe, not yet handed out
  bool cancelled_ = false;
};

}  // namespace hm
