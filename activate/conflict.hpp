// What hm refuses to overwrite, and what a person can do about it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "lang/base/result.hpp"
#include "store/fs.hpp"

namespace hm::activate {

struct Conflict {
  enum class Kind : std::uint8_t {
    File,          // a file stands at the target
    Drift,         // a file stands where a link of ours was: someone replaced it since the last switch
    Link,          // a symlink that is not ours
    Directory,     // a directory that holds more than links of ours; `inside` names some of it
    Special,       // FIFO, socket or device
    ParentIsFile,  // a file where a directory is needed
    ParentIsSpecial,
    ParentIsLink,  // a symlink to elsewhere: hm does not write through it
    OwnState,      // the target lies in hm's own state directory
  };
  Kind kind = Kind::File;
  std::string path;                 // relative to the home: what is in the way
  std::string target;               // the managed file that wants the place (`path` or below it)
  std::string source;               // absolute: what the configuration puts there
  std::string link;                 // where a symlink leads
  std::vector<std::string> inside;  // up to ten names
  bool can_back_up = true;          // `-b EXT` would do
};

// One line, for a list: "'.zshrc' is a file that hm did not create".
std::string describe(const Conflict& conflict);
// The ways out, a line each.
std::vector<std::string> ways_out(const Conflict& conflict);

// What the two files differ in, as a unified diff with `context` lines around each change. Empty where they
// are equal. Binary or large files are said to differ, in one line.
std::string unified_diff(std::string_view old_name, std::string_view old_text, std::string_view new_name,
                         std::string_view new_text, std::size_t context = 3);

// The diff between what stands in the home and what the configuration would put there; empty where either is
// not a readable file.
std::string diff_of(Fs& fs, const std::string& home, const Conflict& conflict);

// All of them as one error: Code::Conflict, each conflict a note.
Error conflict_error(const std::vector<Conflict>& conflicts);

}  // namespace hm::activate
