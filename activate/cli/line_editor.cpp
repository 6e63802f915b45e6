#include "activate/cli/line_editor.hpp"

#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <utility>

#include "activate/cli/terminal.hpp"

namespace hm {

namespace {

constexpr std::size_t kHistoryLines = 1000;

constexpr int control(char c) { return c & 0x1f; }

// The terminal hands over each key as it comes, until this goes out of scope.
class RawMode {
 public:
  RawMode() {
    active_ = ::tcgetattr(STDIN_FILENO, &before_) == 0;
    if (!active_) return;
    termios raw = before_;
    raw.c_iflag &= ~static_cast<tcflag_t>(BRKINT | ICRNL | INPCK | ISTRIP | IXON);
    raw.c_lflag &= ~static_cast<tcflag_t>(ECHO | ICANON | IEXTEN | ISIG);
    raw.c_cc[VMIN] = 1;
    raw.c_cc[VTIME] = 0;
    ::tcsetattr(STDIN_FILENO, TCSADRAIN, &raw);  // what was typed ahead, or pasted, is input too
  }
  ~RawMode() {
    if (active_) ::tcsetattr(STDIN_FILENO, TCSADRAIN, &before_);
  }
  RawMode(const RawMode&) = delete;

 private:
  termios before_{};
  bool active_ = false;
};

// -1 at the end of input.
int read_byte() {
  unsigned char c = 0;
  for (;;) {
    ssize_t n = ::read(STDIN_FILENO, &c, 1);
    if (n == 1) return c;
    if (n < 0 && errno == EINTR) continue;
    return -1;
  }
}

bool continues_character(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }

std::size_t characters(const std::string& text, std::size_t bytes) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(bytes),
                                                [](char c) { return !continues_character(c); }));
}

bool in_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '-' || c == '\'' || c == '.' || c == ':' || c == '/' || c == '~';
}

}  // namespace

LineEditor::LineEditor(std::string history_file, Complete complete)
    : history_file_(std::move(history_file)), complete_(std::move(complete)) {
  std::ifstream file(history_file_);
  for (std::string line; std::getline(file, line);) history_.push_back(line);
}

LineEditor::~LineEditor() {
  if (history_.empty() || !::isatty(STDIN_FILENO)) return;
  std::size_t from = history_.size() > kHistoryLines ? history_.size() - kHistoryLines : 0;
  // Where that is refused there is no history, and no harm.
  std::error_code refused;
  std::filesystem::create_directories(std::filesystem::path(history_file_).parent_path(), refused);
  std::ofstream file(history_file_);
  for (std::size_t i = from; i < history_.size(); ++i) file << history_[i] << '\n';
}

void LineEditor::remember(const std::string& line) {
  if (line.empty() || line.find('\n') != std::string::npos) return;
  if (history_.empty() || history_.back() != line) history_.push_back(line);
}

std::optional<std::string> LineEditor::read(const std::string& prompt) {
  if (!::isatty(STDIN_FILENO)) return read_plain();
  return edit(prompt);
}

std::optional<std::string> LineEditor::read_plain() {
  for (;;) {
    auto newline = buffer_.find('\n');
    if (newline != std::string::npos) {
      std::string line = buffer_.substr(0, newline);
      buffer_.erase(0, newline + 1);
      return line;
    }
    char piece[4096];
    ssize_t n = ::read(STDIN_FILENO, piece, sizeof(piece));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) {
      if (buffer_.empty()) return std::nullopt;
      return std::exchange(buffer_, {});
    }
    buffer_.append(piece, static_cast<std::size_t>(n));
  }
}

std::optional<std::string> LineEditor::edit(const std::string& prompt) {
  RawMode raw;
  line_.clear();
  draft_.clear();
  cursor_ = 0;
  history_at_ = history_.size();
  cancelled_ = false;
  bool done = false;
  while (!done) {
    redraw(prompt);
    if (!key(read_byte(), done)) {
      write_all(STDOUT_FILENO, "\r\n");
      return std::nullopt;
    }
  }
  cursor_ = line_.size();
  redraw(prompt);
  write_all(STDOUT_FILENO, cancelled_ ? "^C\r\n" : "\r\n");
  return cancelled_ ? std::string() : line_;
}

// False at the end of input.
bool LineEditor::key(int c, bool& done) {
  switch (c) {
    case -1: return false;
    case '\r':
    case '\n': done = true; return true;
    case control('C'): cancelled_ = done = true; return true;
    case control('D'):
      if (line_.empty()) return false;
      line_.erase(cursor_, right_of(cursor_) - cursor_);
      return true;
    case control('A'): cursor_ = 0; return true;
    case control('E'): cursor_ = line_.size(); return true;
    case control('B'): cursor_ = left_of(cursor_); return true;
    case control('F'): cursor_ = right_of(cursor_); return true;
    case control('K'): line_.erase(cursor_); return true;
    case control('U'): line_.erase(0, std::exchange(cursor_, 0)); return true;
    case control('L'): write_all(STDOUT_FILENO, "\x1b[H\x1b[2J"); return true;
    case control('P'): move_in_history(-1); return true;
    case control('N'): move_in_history(1); return true;
    case control('W'): {
      std::size_t from = cursor_;
      while (from > 0 && line_[from - 1] == ' ') --from;
      while (from > 0 && line_[from - 1] != ' ') --from;
      line_.erase(from, cursor_ - from);
      cursor_ = from;
      return true;
    }
    case control('H'):
    case 127: {
      std::size_t from = left_of(cursor_);
      line_.erase(from, cursor_ - from);
      cursor_ = from;
      return true;
    }
    case '\t': complete_word(); return true;
    case 27: escape_sequence(); return true;
    default: break;
  }
  if (c >= 32) line_.insert(cursor_++, 1, static_cast<char>(c));
  return true;
}

// ESC [ A and the like: arrows, Home, End, Delete.
void LineEditor::escape_sequence() {
  int kind = read_byte();
  if (kind != '[' && kind != 'O') return;
  int c = read_byte();
  switch (c) {
    case 'A': move_in_history(-1); return;
    case 'B': move_in_history(1); return;
    case 'C': cursor_ = right_of(cursor_); return;
    case 'D': cursor_ = left_of(cursor_); return;
    case 'H': cursor_ = 0; return;
    case 'F': cursor_ = line_.size(); return;
    default: break;
  }
  int number = 0;
  while (c >= '0' && c <= '9') {
    number = number * 10 + (c - '0');
    c = read_byte();
  }
  if (c != '~') return;
  if (number == 1 || number == 7) cursor_ = 0;
  if (number == 4 || number == 8) cursor_ = line_.size();
  if (number == 3) line_.erase(cursor_, right_of(cursor_) - cursor_);
}

void LineEditor::move_in_history(int step) {
  std::size_t to = history_at_ + static_cast<std::size_t>(step);
  if (to > history_.size()) return;  // also below zero, which wraps round
  if (history_at_ == history_.size()) draft_ = line_;
  history_at_ = to;
  line_ = to == history_.size() ? draft_ : history_[to];
  cursor_ = line_.size();
}

void LineEditor::complete_word() {
  if (!complete_) return;
  std::size_t from = cursor_;
  while (from > 0 && in_word(line_[from - 1])) --from;
  std::vector<std::string> found = complete_(line_.substr(from, cursor_ - from));
  if (found.empty()) return;
  std::string shared = found.front();
  for (const auto& word : found) {
    auto [end, other] = std::mismatch(shared.begin(), shared.end(), word.begin(), word.end());
    shared.erase(end, shared.end());
  }
  bool grew = shared.size() > cursor_ - from;
  if (grew) {
    line_.replace(from, cursor_ - from, shared);
    cursor_ = from + shared.size();
  }
  if (grew || found.size() == 1) return;
  std::string list = "\r\n";
  for (std::size_t i = 0; i < found.size() && i < 60; ++i) list += found[i] + "  ";
  write_all(STDOUT_FILENO, list + (found.size() > 60 ? "…\r\n" : "\r\n"));
}

std::size_t LineEditor::left_of(std::size_t at) const {
  if (at == 0) return 0;
  --at;
  while (at > 0 && continues_character(line_[at])) --at;
  return at;
}

std::size_t LineEditor::right_of(std::size_t at) const {
  if (at >= line_.size()) return line_.size();
  ++at;
  while (at < line_.size() && continues_character(line_[at])) ++at;
  return at;
}

void LineEditor::redraw(const std::string& prompt) const {
  std::string text = "\r\x1b[K" + prompt + line_ + "\r";
  std::size_t column = characters(prompt, prompt.size()) + characters(line_, cursor_);
  if (column > 0) text += "\x1b[" + std::to_string(column) + "C";
  write_all(STDOUT_FILENO, text);
}

}  // namespace hm
