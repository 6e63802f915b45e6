#include "tests/support/fault_fs.hpp"

#include <algorithm>
#include <cerrno>
#include <exception>

namespace hm::test {

void FaultFs::fail_call(std::size_t n, int error, bool persistently) {
  fail_at_ = n;
  error_ = error;
  persistently_ = persistently;
  verb_.clear();
}

void FaultFs::fail_verb(std::string verb, std::size_t n, int error, bool persistently) {
  fail_call(n, error, persistently);
  verb_ = std::move(verb);
}

int FaultFs::before(const char* verb, const std::string& where, bool changes, bool may_throw) {
  if (dead_) {
    // Death in a destructor (discard) could not be thrown there: whoever goes on learns of it here.
    if (may_throw && std::uncaught_exceptions() == 0) throw Died{};
    return EIO;
  }
  ++calls_;
  if (changes && die_at_ != 0 && mutations_ + 1 >= die_at_) {
    fired_ = dead_ = true;
    if (!may_throw) return EIO;
    throw Died{};
  }
  if (persistently_ && fired_ && failing_verb_ == verb) return error_;
  if (fail_at_ != 0 && !fired_) {
    const bool counts = verb_.empty() || verb_ == verb;
    if (counts && ++verb_calls_ == fail_at_) {
      fired_ = true;
      failing_verb_ = verb;
      return error_;
    }
  }
  if (changes) {
    ++mutations_;
    log_.push_back(fmt::format("{} {}", verb, where));
  }
  return 0;
}

void FaultFs::after(bool changes) {
  if (changes && callback_) callback_(mutations_);
}

template <class Call>
auto FaultFs::run(const char* verb, const At& at, bool changes, Call call) -> decltype(call()) {
  if (const int error = before(verb, at.path, changes)) {
    return fail_errno(error, fmt::format("{} '{}' (injected)", verb, at.path));
  }
  auto result = call();
  after(changes);
  return result;
}

// Descriptors are wrapped so that closing them, too, comes through here.
Fd FaultFs::adopt(Fd fd) {
  const int number = fd.number();
  held_.emplace_back(number, std::move(fd));
  return Fd(*this, number);
}

Result<Fd> FaultFs::open_directory(const At& at, Follow follow, Resolve resolve) {
  return run("open_directory", at, false, [&]() -> Result<Fd> {
    HM_TRY(Fd fd, inner_.open_directory(at, follow, resolve));
    return adopt(std::move(fd));
  });
}

Result<Fd> FaultFs::open(const At& at, Follow follow, Resolve resolve) {
  return run("open", at, false, [&]() -> Result<Fd> {
    HM_TRY(Fd fd, inner_.open(at, follow, resolve));
    return adopt(std::move(fd));
  });
}

Result<std::size_t> FaultFs::read(const Fd& fd, char* to, std::size_t most) {
  return run("read", At(fd), false, [&] { return inner_.read(fd, to, most); });
}

Result<NodeStatus> FaultFs::stat(const At& at, Follow follow) {
  return run("stat", at, false, [&] { return inner_.stat(at, follow); });
}

Result<std::string> FaultFs::read_link(const At& at) {
  return run("read_link", at, false, [&] { return inner_.read_link(at); });
}

Result<std::vector<NodeEntry>> FaultFs::list(const Fd& directory) {
  return run("list", At(directory), false, [&] { return inner_.list(directory); });
}

Result<Fd> FaultFs::create(const At& at, Create how, std::uint32_t mode) {
  return run("create", at, true, [&]() -> Result<Fd> {
    HM_TRY(Fd fd, inner_.create(at, how, mode));
    return adopt(std::move(fd));
  });
}

Status FaultFs::write(const Fd& fd, std::string_view bytes) {
  return run("write", At(fd), true, [&] { return inner_.write(fd, bytes); });
}

Status FaultFs::truncate(const Fd& fd, std::uint64_t size) {
  return run("truncate", At(fd), true, [&] { return inner_.truncate(fd, size); });
}

Status FaultFs::make_directory(const At& at, std::uint32_t mode) {
  return run("make_directory", at, true, [&] { return inner_.make_directory(at, mode); });
}

Status FaultFs::make_symlink(const std::string& target, const At& at) {
  return run("make_symlink", at, true, [&] { return inner_.make_symlink(target, at); });
}

Status FaultFs::hard_link(const At& existing, const At& at) {
  return run("hard_link", at, true, [&] { return inner_.hard_link(existing, at); });
}

Status FaultFs::rename(const At& from, const At& to, Rename how) {
  return run("rename", to, true, [&] { return inner_.rename(from, to, how); });
}

Status FaultFs::unlink(const At& at) {
  return run("unlink", at, true, [&] { return inner_.unlink(at); });
}

Status FaultFs::remove_directory(const At& at) {
  return run("remove_directory", at, true, [&] { return inner_.remove_directory(at); });
}

void FaultFs::discard(const At& at) noexcept {
  if (before("discard", at.path, true, false) != 0) return;
  inner_.discard(at);
  after(true);
}

Status FaultFs::set_mode(const At& at, std::uint32_t mode) {
  return run("set_mode", at, true, [&] { return inner_.set_mode(at, mode); });
}

Status FaultFs::set_mtime(const At& at, std::int64_t seconds) {
  return run("set_mtime", at, true, [&] { return inner_.set_mtime(at, seconds); });
}

Status FaultFs::sync(const Fd& fd) {
  return run("sync", At(fd), true, [&] { return inner_.sync(fd); });
}

Status FaultFs::sync_data(const Fd& fd) {
  return run("sync_data", At(fd), true, [&] { return inner_.sync_data(fd); });
}

Status FaultFs::sync_filesystem(const Fd& fd) {
  return run("sync_filesystem", At(fd), true, [&] { return inner_.sync_filesystem(fd); });
}

Result<bool> FaultFs::lock(const Fd& fd, Lock kind, Wait wait) {
  return run("lock", At(fd), false, [&] { return inner_.lock(fd, kind, wait); });
}

Status FaultFs::close(int number) {
  const auto found =
      std::find_if(held_.begin(), held_.end(), [&](const auto& held) { return held.first == number; });
  if (found == held_.end()) return fail_errno(EBADF, "close a descriptor");
  Status status = found->second.close();
  held_.erase(found);
  // close() may report a delayed write error: it counts as a call of its own verb, but is always performed.
  if (!dead_ && verb_ == "close" && !fired_ && ++verb_calls_ == fail_at_) {
    fired_ = true;
    return fail_errno(error_, "close (injected)");
  }
  return status;
}

}  // namespace hm::test
