#include "store/lock.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>

namespace hm {

Result<FileLock> FileLock::acquire(Fs& fs, const Fd& directory, const std::string& name, Lock kind,
                                   Wait wait) {
  HM_TRY(Fd fd, fs.create(At(directory, name), Create::OpenOrCreate, 0600));
  HM_TRY(const bool mine, fs.lock(fd, kind, wait));
  FileLock lock;
  if (mine) lock.fd_ = std::move(fd);
  return lock;
}

Result<PathLock> PathLock::acquire(Fs& fs, const Fd& locks, const StorePath& path,
                                   const std::function<void()>& waiting) {
  PathLock lock;
  lock.name_ = path.base();
  while (true) {
    HM_TRY(Fd fd, fs.create(At(locks, lock.name_), Create::OpenOrCreate, 0600));
    HM_TRY(bool mine, fs.lock(fd, Lock::Exclusive, Wait::No));
    if (!mine) {
      if (waiting) waiting();
      HM_TRY(mine, fs.lock(fd, Lock::Exclusive, Wait::Yes));
    }
    // The holder before us may have removed the file: then what we hold excludes nobody.
    HM_TRY(const NodeStatus held, fs.stat(At(fd)));
    HM_TRY(const NodeStatus named, fs.stat(At(locks, lock.name_)));
    if (named.kind == NodeKind::File && named.inode == held.inode && named.device == held.device) {
      lock.fs_ = &fs;
      lock.directory_ = &locks;
      lock.fd_ = std::move(fd);
      return lock;
    }
  }
}

PathLock::~PathLock() {
  // Removed while still held, so that whoever waits on it sees the name gone and starts over.
  if (fd_) fs_->discard(At(*directory_, name_));
}

Session::Session(Fs& fs, const Fd& directory, std::string name, Fd fd)
    : fs_(&fs), directory_(&directory), name_(std::move(name)), fd_(std::move(fd)) {}

Session::~Session() {
  if (fd_) fs_->discard(At(*directory_, name_));  // else the collector does
}

Result<Session> Session::begin(Fs& fs, const Fd& temproots) {
  static int count = 0;
  while (true) {
    const auto ticks = std::chrono::steady_clock::now().time_since_epoch().count();
    const std::string name = fmt::format("{}-{}-{}", ::getpid(), ++count, ticks & 0xffffffff);
    auto fd = fs.create(At(temproots, name), Create::New, 0600);
    if (!fd && fd.error().os_error() == EEXIST) continue;
    if (!fd) return std::move(fd).error();
    HM_TRY(const bool mine, fs.lock(*fd, Lock::Exclusive, Wait::No));
    if (mine) return Session(fs, temproots, name, std::move(fd).value());
  }
}

Status Session::keep(const std::vector<StorePath>& paths) {
  std::vector<StorePath> fresh;
  for (const StorePath& path : paths) {
    if (!std::binary_search(kept_.begin(), kept_.end(), path)) fresh.push_back(path);
  }
  if (fresh.empty()) return {};
  std::string lines;
  for (const StorePath& path : fresh) lines += path.base() + "\n";
  // Not synced: it matters only while the process lives.
  HM_CHECK(fs_->write(fd_, lines));
  kept_.insert(kept_.end(), fresh.begin(), fresh.end());
  std::sort(kept_.begin(), kept_.end());
  kept_.erase(std::unique(kept_.begin(), kept_.end()), kept_.end());
  return {};
}

}  // namespace hm
