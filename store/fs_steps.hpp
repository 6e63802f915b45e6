// Steps made of several verbs of Fs, each with the order that makes it safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "store/fs.hpp"

namespace hm {

// Everything up to the end of a descriptor, at most `limit` bytes (more is an error).
Result<std::string> read_all(Fs& fs, const Fd& fd, std::uint64_t limit = UINT64_MAX);
Result<std::string> read_file(Fs& fs, const At& at, std::uint64_t limit = UINT64_MAX);

// Replaces `directory`/`name` whole: writes beside it, syncs, renames, syncs the directory. A crash leaves
// the old file or the new one; what was written beside it is named "<name>.new" and simply overwritten the
// next time.
Status replace_file(Fs& fs, const Fd& directory, const std::string& name, std::string_view contents,
                    std::uint32_t mode);

// mkdir -p of an absolute path; new directories get `mode` and are made durable in their parents.
Status make_directories(Fs& fs, const std::string& absolute, std::uint32_t mode);

// Removes whatever stands at `directory`/`name`, trees of any depth included; absent is fine. Walks by held
// directories and never follows a symlink, so a tree that is being changed under our hands cannot lead
// elsewhere. Adds the bytes of removed files to *freed_or_null.
Status remove_tree(Fs& fs, const Fd& directory, const std::string& name,
                   std::uint64_t* freed_or_null = nullptr);

// Descriptors whose contents must be on the disk before something may depend on them. A few are synced one by
// one; beyond kFew, one sync of the whole file system is cheaper than the many journal commits of the disk.
class SyncSet {
 public:
  explicit SyncSet(Fs& fs) : fs_(fs) {}
  // Takes the descriptor (a file just written, a directory just filled).
  void add(Fd fd);
  // What was written cannot be named one by one.
  void add_everything();
  // Syncs all; `any` lies on the same file system. Empties the set.
  Status sync(const Fd& any);
  void clear() {
    few_.clear();
    many_ = false;
  }

 private:
  static constexpr std::size_t kFew = 6;
  Fs& fs_;
  std::vector<Fd> few_;
  bool many_ = false;
};

}  // namespace hm
