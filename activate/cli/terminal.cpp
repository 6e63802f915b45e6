#include "activate/cli/terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

#include <fmt/format.h>

#include "activate/cli/places.hpp"

namespace hm {

namespace {

constexpr std::size_t kFlushAt = 64 * 1024;

std::string& pending() {
  static std::string text;  // the process has one stdout
  return text;
}
bool output_failed = false;
bool reader_gone = false;

bool wants_colour(bool terminal) {
  if (environment("NO_COLOR")) return false;
  auto force = environment("CLICOLOR_FORCE");
  if (force && *force != "0") return true;
  auto term = environment("TERM");
  return terminal && term && *term != "dumb";
}

}  // namespace

std::string Stream::paint(std::string_view sequence, std::string_view text) const {
  if (!colour) return std::string(text);
  return fmt::format("\x1b[{}m{}\x1b[0m", sequence, text);
}

Terminal Terminal::detect() {
  Terminal t;
  t.input = ::isatty(STDIN_FILENO) == 1;
  t.out.terminal = ::isatty(STDOUT_FILENO) == 1;
  t.err.terminal = ::isatty(STDERR_FILENO) == 1;
  t.out.colour = wants_colour(t.out.terminal);
  t.err.colour = wants_colour(t.err.terminal);
  winsize size{};
  if (::ioctl(t.err.terminal ? STDERR_FILENO : STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
    t.width = size.ws_col;
  }
  return t;
}

bool write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    ssize_t n = ::write(descriptor, text.data(), text.size());
    if (n < 0) {
      if (errno == EINTR) continue;
      return false;
    }
    text.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

void put(std::string_view text) {
  pending() += text;
  if (pending().size() >= kFlushAt) flush_output();
}

bool flush_output() {
  if (!output_failed && !write_all(STDOUT_FILENO, pending())) {
    output_failed = true;
    reader_gone = errno == EPIPE;
  }
  pending().clear();
  return !output_failed;
}

bool output_is_closed() {
  return reader_gone;
}

void say(std::string_view line) {
  flush_output();  // so that answers and narration keep their order where both go to one place
  std::string whole(line);
  whole += '\n';
  write_all(STDERR_FILENO, whole);
}

}  // namespace hm
