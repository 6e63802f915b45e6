// Directories held open on the way to a place, entered by name, never through a symlink.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "activate/place.hpp"
#include "store/fs.hpp"

namespace hm::activate {

// The home and the state directory, open; and whatever lies between them and the step that is being done.
// Steps come in path order, so a directory is opened once for all that is in it. If someone swaps a directory
// for a symlink meanwhile, the step fails; nothing is ever written on the other side of it.
class HomeDirectories {
 public:
  static Result<HomeDirectories> open(Fs& fs, const Place& place);

  Fs& fs() { return *fs_; }
  const Fd& home() const { return home_; }
  const Fd& state() const { return state_; }
  const Fd& profiles() const { return profiles_; }

  // The directory that holds `location`, and the name in it. The At must be used before the next call.
  Result<At> at(const Location& location);
  Status rename(const Location& from, const Location& to, Rename how);
  // Forgets what is open: after a directory was moved or removed.
  void forget();

  // Notes that the directory which holds `location` has to be synced.
  void touched(const Location& location);
  void touched_profiles() { profiles_touched_ = true; }
  // Makes all changes so far durable: directory by directory, or the whole file system when there are many.
  Status sync();

 private:
  explicit HomeDirectories(Fs& fs) : fs_(&fs) {}
  struct Open {
    std::string name;
    Fd fd;
  };
  const Fd& base(Location::Base base) const { return base == Location::Base::Home ? home_ : state_; }

  Fs* fs_;
  Fd home_, state_, profiles_;
  std::vector<Open> open_[2];
  std::set<Location> touched_;  // paths of directories; "" for the base itself
  bool profiles_touched_ = false;
  std::uint64_t home_device_ = 0, state_device_ = 0;
};

// Makes the state directory with all above it, if it is not there.
Status make_state_directory(Fs& fs, const Place& place);

// Removes a directory and all in it; symlinks are removed, not followed. Absent is fine.
Status remove_tree(Fs& fs, const Fd& directory, const std::string& name);

}  // namespace hm::activate
