// Locks of the store. All are flock(2): the kernel lets go of them when their holder ends, however it ends,
// so none is ever stale and no process number is ever guessed about.
//
//     gc.lock              shared: by whoever adds objects, for one batch · exclusive: by the collector
//     temproots/<session>  held by its process as long as it lives; names objects the collector must keep
//     locks/<base name>    exclusive: by whoever builds that path
//
// Order, against deadlocks: path locks (sorted by name) before gc.lock before the database's own.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "lang/base/store_path.hpp"
#include "store/fs.hpp"

namespace hm {

// A held lock file; letting go is destroying it.
class FileLock {
 public:
  FileLock() = default;
  // Creates `directory`/`name` where needed and locks it. With Wait::No, an empty FileLock where another
  // holds it.
  static Result<FileLock> acquire(Fs& fs, const Fd& directory, const std::string& name, Lock kind, Wait wait);
  explicit operator bool() const { return static_cast<bool>(fd_); }
  const Fd& fd() const { return fd_; }

 private:
  Fd fd_;
};

// Exclusive lock on the building of one path. The lock file goes when the last holder is done with it.
class PathLock {
 public:
  PathLock() = default;
  ~PathLock();
  PathLock(PathLock&&) noexcept = default;
  PathLock& operator=(PathLock&&) noexcept = default;
  // `waiting` is called once if another process holds it.
  static Result<PathLock> acquire(Fs& fs, const Fd& locks, const StorePath& path,
                                  const std::function<void()>& waiting);

 private:
  Fs* fs_ = nullptr;
  const Fd* directory_ = nullptr;
  std::string name_;
  Fd fd_;
};

// What this process must not lose to a collector that runs meanwhile.
class Session {
 public:
  // Call with gc.lock held (shared is enough): the collector takes an unlocked session file for a dead one.
  static Result<Session> begin(Fs& fs, const Fd& temproots);
  ~Session();
  Session(Session&&) noexcept = default;
  Session& operator=(Session&&) noexcept = default;

  const std::string& name() const { return name_; }
  // Call with gc.lock held: what is written is seen by every later collector.
  Status keep(const std::vector<StorePath>& paths);

 private:
  Session(Fs& fs, const Fd& directory, std::string name, Fd fd);
  Fs* fs_ = nullptr;
  const Fd* directory_ = nullptr;
  std::string name_;
  Fd fd_;
  std::vector<StorePath> kept_;  // sorted
};

}  // namespace hm
