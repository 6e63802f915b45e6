// What an evaluation asked of the world, and whether the world would still answer the same.
//
// RealHost notes every question here. A later run asks again, cheaply: one `stat` a file, no reading; where all answers
// are the same, so is the result of the evaluation (activate/cli/evaluation_cache.hpp). What is inside the program is not
// noted: the program's identity stands for it.
//
// A file or directory changed a moment before it was looked at may be changed again without its times telling; of such
// a one the contents' hash is kept, and compared instead.
#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lang/base/byte_record.hpp"
#include "lang/eval/host.hpp"

namespace hm {

class Observations {
 public:
  Observations();

  // Paths are those of the disk.
  void presence(const std::string& path);   // what kind of thing is there, or none
  void content(const std::string& path);    // of a file, symlinks followed. Call before reading it
  void listing(const std::string& path);    // of a directory. Call before listing it
  void link(const std::string& path);       // where a symlink leads
  void tree(const std::string& path);       // everything below
  void variable(const std::string& name, const std::optional<std::string>& value);
  // Something that will not be the same next time, or cannot be told.
  void unrepeatable() { repeatable_ = false; }
  // Lines that the evaluation wrote (builtins.trace), to be written again.
  void narrated(std::string_view line) { narrated_.emplace_back(line); }

  // An object that the evaluation put into the store: whoever builds what it came to needs it there.
  void added(std::string object) { added_.push_back(std::move(object)); }
  // Were there any, and are all of them still there?
  bool added_are_there() const;

  bool repeatable() const { return repeatable_; }
  const std::vector<std::string>& narrated() const { return narrated_; }
  std::size_t size() const { return seen_.size(); }

  enum class Answer { Changed, Same, SameAgain };  // SameAgain: and told by times from now on; worth writing again
  Answer ask_again();

  void encode(ByteWriter& out) const;
  static std::optional<Observations> decode(ByteReader& in);

 private:
  enum class Kind : std::uint8_t { Presence, Content, Listing, Link, Variable };
  struct Seen {
    FileKind kind = FileKind::Missing;       // Presence
    std::optional<FileSignature> signature;  // Content, Listing: by times
    std::string text;  // Content, Listing: hash where there is no signature, "" where it could not be read. Link: target.
                       // Variable: "=value", "" where unset
    friend bool operator==(const Seen&, const Seen&) = default;
  };
  Seen look(Kind kind, const std::string& name) const;
  Seen look_inside(Kind kind, const std::string& path) const;
  void note(Kind kind, const std::string& name);

  std::map<std::pair<Kind, std::string>, Seen> seen_;
  std::vector<std::string> narrated_;
  std::vector<std::string> added_;  // full paths
  bool repeatable_ = true;
  std::int64_t start_;  // nanoseconds since the epoch
};

std::int64_t nanoseconds_now();
FileSignature signature_of(const struct stat& s);
// Does every later change of what is at `path` (whose status is `s`, taken no earlier than `start`) change
// its signature? Not where it was changed within the clock's grain of `start`, nor on file systems that make
// up their times.
bool times_tell(const std::string& path, const struct stat& s, std::int64_t start);

}  // namespace hm
