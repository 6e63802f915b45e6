// RealFs: system calls, each with the error text that names the path. Raw numbers are used for renameat2 and
// openat2 where an older C library lacks a wrapper.
#include <dirent.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "store/fs.hpp"

namespace hm {
namespace {

template <class Call>
auto retry(Call call) {
  decltype(call()) result;
  do {
    result = call();
  } while (result < 0 && errno == EINTR);
  return result;
}

// A readable name for messages; the kernel knows where a held directory is.
std::string describe(const At& at) {
  if (at.fd < 0) return at.path;
  char link[4096];
  const std::string proc = fmt::format("/proc/self/fd/{}", at.fd);
  const ssize_t n = ::readlink(proc.c_str(), link, sizeof link);
  std::string base =
      n > 0 ? std::string(link, static_cast<std::size_t>(n)) : fmt::format("descriptor {}", at.fd);
  return at.path.empty() ? base : base + "/" + at.path;
}

Error failed(int number, std::string_view doing, const At& at) {
  return fail_errno(number, fmt::format("{} '{}'", doing, describe(at)));
}

Error failed_fd(int number, std::string_view doing, const Fd& fd) {
  return failed(number, doing, At(fd));
}

// 0, or the errno a wrongly formed At stands for.
int check(const At& at) {
  if (at.fd < 0)
    return !at.path.empty() && at.path[0] == '/' && at.path.find('\0') == std::string::npos ? 0 : EINVAL;
  return at.path.empty() || is_safe_relative(at.path) ? 0 : EINVAL;
}

int base_of(const At& at) {
  return at.fd < 0 ? AT_FDCWD : at.fd;
}

#define HM_CHECK_AT(at, doing) \
  if (const int bad = check(at)) return failed(bad, doing, at)

// Beneath: every component must be a real one, so nothing planted on the way can redirect us. Kernels
// before 5.6 (and sandboxes that refuse openat2) get the same guarantee by opening one component after the
// other.
int open_beneath(int base, const std::string& path, int flags, mode_t mode) {
  open_how how{};
  how.flags = static_cast<std::uint64_t>(flags);
  how.mode = mode;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS;
  long fd = retry([&] { return ::syscall(SYS_openat2, base, path.c_str(), &how, sizeof how); });
  if (fd >= 0 || (errno != ENOSYS && errno != EPERM && errno != EAGAIN)) return static_cast<int>(fd);
  int directory = base;
  std::string_view rest = path;
  while (true) {
    const std::size_t slash = rest.find('/');
    const std::string component(rest.substr(0, slash));
    const bool last = slash == std::string_view::npos;
    const int next = retry([&] {
      return ::openat(directory, component.c_str(),
                      last ? flags | O_NOFOLLOW : O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC, mode);
    });
    const int saved = errno;
    if (directory != base) ::close(directory);
    errno = saved;
    if (next < 0 || last) return next;
    directory = next;
    rest.remove_prefix(slash + 1);
  }
}

int open_at(const At& at, int flags, Follow follow, Resolve resolve, mode_t mode = 0) {
  flags |= O_CLOEXEC;
  if (follow == Follow::No) flags |= O_NOFOLLOW;
  if (at.is_itself()) return retry([&] { return ::openat(at.fd, ".", flags & ~O_NOFOLLOW, mode); });
  if (resolve == Resolve::Beneath && at.fd >= 0) return open_beneath(at.fd, at.path, flags, mode);
  return retry([&] { return ::openat(base_of(at), at.path.c_str(), flags, mode); });
}

NodeKind kind_of(mode_t mode) {
  if (S_ISREG(mode)) return NodeKind::File;
  if (S_ISDIR(mode)) return NodeKind::Directory;
  if (S_ISLNK(mode)) return NodeKind::Symlink;
  return NodeKind::Other;
}

NodeKind kind_of_entry(int directory, const dirent& entry) {
  switch (entry.d_type) {
    case DT_REG:
      return NodeKind::File;
    case DT_DIR:
      return NodeKind::Directory;
    case DT_LNK:
      return NodeKind::Symlink;
    case DT_UNKNOWN:
      break;
    default:
      return NodeKind::Other;
  }
  struct stat st;
  if (::fstatat(directory, entry.d_name, &st, AT_SYMLINK_NOFOLLOW) != 0) return NodeKind::Missing;
  return kind_of(st.st_mode);
}

}  // namespace

Result<Fd> RealFs::open_directory(const At& at, Follow follow, Resolve resolve) {
  HM_CHECK_AT(at, "open the directory");
  const int fd = open_at(at, O_RDONLY | O_DIRECTORY, follow, resolve);
  if (fd < 0) return failed(errno, "open the directory", at);
  return Fd(*this, fd);
}

Result<Fd> RealFs::open(const At& at, Follow follow, Resolve resolve) {
  HM_CHECK_AT(at, "open");
  // O_NONBLOCK: a FIFO must not hold us up before fstat shows what it is. It means nothing for regular files.
  const int number = open_at(at, O_RDONLY | O_NONBLOCK | O_NOCTTY, follow, resolve);
  if (number < 0) return failed(errno, "open", at);
  Fd fd(*this, number);
  struct stat st;
  if (::fstat(number, &st) != 0) return failed(errno, "look at", at);
  if (S_ISDIR(st.st_mode)) return failed(EISDIR, "open", at);
  if (!S_ISREG(st.st_mode)) return failed(ENXIO, "read what is not a regular file,", at);
  return fd;
}

Result<std::size_t> RealFs::read(const Fd& fd, char* to, std::size_t most) {
  const ssize_t n = retry([&] { return ::read(fd.number(), to, most); });
  if (n < 0) return failed_fd(errno, "read", fd);
  return static_cast<std::size_t>(n);
}

Result<NodeStatus> RealFs::stat(const At& at, Follow follow) {
  HM_CHECK_AT(at, "look at");
  struct stat st;
  const int result = at.is_itself() ? ::fstat(at.fd, &st)
                                    : ::fstatat(base_of(at), at.path.c_str(), &st,
                                                follow == Follow::No ? AT_SYMLINK_NOFOLLOW : 0);
  if (result != 0) {
    if (errno == ENOENT || errno == ENOTDIR) return NodeStatus{};
    return failed(errno, "look at", at);
  }
  NodeStatus status;
  status.kind = kind_of(st.st_mode);
  status.mode = st.st_mode & 07777;
  status.size = static_cast<std::uint64_t>(st.st_size);
  status.mtime_seconds = st.st_mtim.tv_sec;
  status.mtime_nanoseconds = static_cast<std::uint32_t>(st.st_mtim.tv_nsec);
  status.device = st.st_dev;
  status.inode = st.st_ino;
  status.links = st.st_nlink;
  status.owner = st.st_uid;
  return status;
}

Result<std::string> RealFs::read_link(const At& at) {
  HM_CHECK_AT(at, "read the link");
  std::string target(256, '\0');
  while (true) {
    const ssize_t n = ::readlinkat(base_of(at), at.path.c_str(), target.data(), target.size());
    if (n < 0) return failed(errno, "read the link", at);
    if (static_cast<std::size_t>(n) < target.size()) {
      target.resize(static_cast<std::size_t>(n));
      return target;
    }
    target.resize(target.size() * 4);
  }
}

Result<std::vector<NodeEntry>> RealFs::list(const Fd& directory) {
  // A descriptor of its own, so that the position in the held one is not disturbed.
  const int number =
      retry([&] { return ::openat(directory.number(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC); });
  if (number < 0) return failed_fd(errno, "list", directory);
  DIR* stream = ::fdopendir(number);
  if (stream == nullptr) {
    const int saved = errno;
    ::close(number);
    return failed_fd(saved, "list", directory);
  }
  std::vector<NodeEntry> entries;
  int error = 0;
  while (true) {
    errno = 0;
    const dirent* entry = ::readdir(stream);
    if (entry == nullptr) {
      error = errno;
      break;
    }
    if (std::strcmp(entry->d_name, ".") == 0 || std::strcmp(entry->d_name, "..") == 0) continue;
    entries.push_back({entry->d_name, kind_of_entry(number, *entry)});
  }
  ::closedir(stream);
  if (error != 0) return failed_fd(error, "list", directory);
  std::sort(entries.begin(), entries.end(),
            [](const NodeEntry& a, const NodeEntry& b) { return a.name < b.name; });
  return entries;
}

Result<Fd> RealFs::create(const At& at, Create how, std::uint32_t mode) {
  HM_CHECK_AT(at, "create");
  int flags = O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY;
  if (how == Create::New) flags |= O_EXCL;
  if (how == Create::Truncate) flags |= O_TRUNC;
  const int number = open_at(at, flags, Follow::No, Resolve::Ordinary, mode);
  if (number < 0) return failed(errno, "create", at);
  Fd fd(*this, number);
  if (how != Create::New) {
    struct stat st;
    if (::fstat(number, &st) != 0) return failed(errno, "look at", at);
    if (!S_ISREG(st.st_mode)) return failed(ENXIO, "write to what is not a regular file,", at);
  }
  return fd;
}

Status RealFs::write(const Fd& fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = retry([&] { return ::write(fd.number(), bytes.data(), bytes.size()); });
    if (n < 0) return failed_fd(errno, "write to", fd);
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return {};
}

Status RealFs::truncate(const Fd& fd, std::uint64_t size) {
  if (retry([&] { return ::ftruncate(fd.number(), static_cast<off_t>(size)); }) != 0)
    return failed_fd(errno, "truncate", fd);
  return {};
}

Status RealFs::make_directory(const At& at, std::uint32_t mode) {
  HM_CHECK_AT(at, "make the directory");
  if (::mkdirat(base_of(at), at.path.c_str(), mode) != 0) return failed(errno, "make the directory", at);
  return {};
}

Status RealFs::make_symlink(const std::string& target, const At& at) {
  HM_CHECK_AT(at, "make the link");
  if (target.empty() || target.find('\0') != std::string::npos) return failed(EINVAL, "make the link", at);
  if (::symlinkat(target.c_str(), base_of(at), at.path.c_str()) != 0)
    return failed(errno, "make the link", at);
  return {};
}

Status RealFs::hard_link(const At& existing, const At& at) {
  HM_CHECK_AT(existing, "link");
  HM_CHECK_AT(at, "link");
  if (::linkat(base_of(existing), existing.path.c_str(), base_of(at), at.path.c_str(), 0) != 0)
    return failed(errno, fmt::format("link '{}' as", describe(existing)), at);
  return {};
}

Status RealFs::rename(const At& from, const At& to, Rename how) {
  HM_CHECK_AT(from, "rename");
  HM_CHECK_AT(to, "rename");
  const unsigned flags = how == Rename::Replace     ? 0U
                         : how == Rename::NoReplace ? RENAME_NOREPLACE
                                                    : RENAME_EXCHANGE;
  const long result = flags == 0 ? ::renameat(base_of(from), from.path.c_str(), base_of(to), to.path.c_str())
                                 : ::syscall(SYS_renameat2, base_of(from), from.path.c_str(), base_of(to),
                                             to.path.c_str(), flags);
  if (result != 0) {
    return failed(errno,
                  fmt::format("{} '{}' {}", how == Rename::Exchange ? "exchange" : "rename", describe(from),
                              how == Rename::Exchange ? "with" : "to"),
                  to);
  }
  return {};
}

Status RealFs::unlink(const At& at) {
  HM_CHECK_AT(at, "remove");
  if (::unlinkat(base_of(at), at.path.c_str(), 0) != 0) return failed(errno, "remove", at);
  return {};
}

Status RealFs::remove_directory(const At& at) {
  HM_CHECK_AT(at, "remove the directory");
  if (::unlinkat(base_of(at), at.path.c_str(), AT_REMOVEDIR) != 0)
    return failed(errno, "remove the directory", at);
  return {};
}

Status RealFs::set_mode(const At& at, std::uint32_t mode) {
  HM_CHECK_AT(at, "set the mode of");
  if (at.is_itself()) {
    if (::fchmod(at.fd, mode) != 0) return failed(errno, "set the mode of", at);
    return {};
  }
  // The C library's no-follow form needs /proc; without it the kind is checked first.
  if (::fchmodat(base_of(at), at.path.c_str(), mode, AT_SYMLINK_NOFOLLOW) == 0) return {};
  if (errno != EOPNOTSUPP && errno != ENOSYS && errno != ENOENT) return failed(errno, "set the mode of", at);
  HM_TRY(const NodeStatus status, stat(at, Follow::No));
  if (status.kind == NodeKind::Missing) return failed(ENOENT, "set the mode of", at);
  if (status.kind == NodeKind::Symlink) return failed(EOPNOTSUPP, "set the mode of the link", at);
  if (::fchmodat(base_of(at), at.path.c_str(), mode, 0) != 0) return failed(errno, "set the mode of", at);
  return {};
}

Status RealFs::set_mtime(const At& at, std::int64_t seconds) {
  HM_CHECK_AT(at, "set the time of");
  timespec times[2] = {};
  times[0].tv_sec = times[1].tv_sec = static_cast<time_t>(seconds);
  const int result = at.is_itself() ? ::futimens(at.fd, times)
                                    : ::utimensat(base_of(at), at.path.c_str(), times, AT_SYMLINK_NOFOLLOW);
  if (result != 0) return failed(errno, "set the time of", at);
  return {};
}

Status RealFs::sync(const Fd& fd) {
  if (retry([&] { return ::fsync(fd.number()); }) != 0) return failed_fd(errno, "sync", fd);
  return {};
}

Status RealFs::sync_data(const Fd& fd) {
  if (retry([&] { return ::fdatasync(fd.number()); }) != 0) return failed_fd(errno, "sync", fd);
  return {};
}

Status RealFs::sync_filesystem(const Fd& fd) {
  if (retry([&] { return ::syncfs(fd.number()); }) != 0)
    return failed_fd(errno, "sync the file system of", fd);
  return {};
}

Result<bool> RealFs::lock(const Fd& fd, Lock kind, Wait wait) {
  const int operation = (kind == Lock::Shared ? LOCK_SH : LOCK_EX) | (wait == Wait::No ? LOCK_NB : 0);
  if (retry([&] { return ::flock(fd.number(), operation); }) == 0) return true;
  if (errno == EWOULDBLOCK) return false;
  return failed_fd(errno, "lock", fd);
}

Status RealFs::close(int number) {
  // Never repeated: after EINTR Linux has closed the descriptor, and another thread may own the number by
  // now.
  if (::close(number) != 0 && errno != EINTR) return fail_errno(errno, "finish writing a file");
  return {};
}

}  // namespace hm
