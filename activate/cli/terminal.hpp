// What stands behind stdout and stderr, and colours for it. NO_COLOR and CLICOLOR_FORCE are respected.
#pragma once

#include <string>
#include <string_view>

namespace hm {

struct Stream {
  bool terminal = false;
  bool colour = false;

  // `text` in bold, … where colours are wanted, else as it is.
  std::string bold(std::string_view text) const { return paint("1", text); }
  std::string dim(std::string_view text) const { return paint("2", text); }
  std::string green(std::string_view text) const { return paint("32", text); }
  std::string yellow(std::string_view text) const { return paint("33", text); }
  std::string red(std::string_view text) const { return paint("31", text); }
  std::string cyan(std::string_view text) const { return paint("36", text); }

 private:
  std::string paint(std::string_view sequence, std::string_view text) const;
};

struct Terminal {
  Stream out, err;
  bool input = false;  // stdin is a terminal: a question may be asked
  int width = 80;

  static Terminal detect();
};

// All of `text` to a descriptor. False where that failed (a closed pipe, a full disk): whoever answers on stdout
// must not claim success then.
bool write_all(int descriptor, std::string_view text);

// Answers, collected and written at once; the process's exit status depends on whether that worked (flush_output).
void put(std::string_view text);
bool flush_output();
// Did it fail because whoever read the answers went away?
bool output_is_closed();

// A line of narration on stderr.
void say(std::string_view line);

}  // namespace hm
