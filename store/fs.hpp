// The one door to the disk.
//
// Everything store/ and activate/ do to a file system goes through an Fs: reading and, above all, every step
// that changes something. RealFs is the operating system; tests hand in one that lives in memory and forgets
// what was not synced (tests/support/memory_fs.hpp), or one that fails or dies at the n-th call
// (tests/support/fault_fs.hpp).
//
//     RealFs fs;
//     HM_TRY(Fd dir, fs.open_directory(At("/home/sean/.local/share/hm")));
//     HM_TRY(Fd file, fs.create(At(dir, "journal.new"), Create::New, 0600));
//     HM_CHECK(fs.write(file, text));
//     HM_CHECK(fs.sync(file));
//     HM_CHECK(file.close());
//     HM_CHECK(fs.rename(At(dir, "journal.new"), At(dir, "journal"), Rename::Replace));
//     HM_CHECK(fs.sync(dir));
//
// Errors: every verb returns Result; the Error names the path, and Diagnostic::os_error holds errno for those
// who must tell EEXIST from EXDEV. Interrupted calls (EINTR) and short transfers are continued inside.
// Ownership: an Fd closes itself; it must not outlive its Fs. Threads: RealFs may be shared, an Fd as with
// the kernel.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lang/base/result.hpp"

namespace hm {

class Fs;

// A relative path that cannot leave the directory it is applied to by its text alone: not empty, not
// absolute, no component that is empty, "." or "..", no NUL. (A symlink on the way can still lead out: see
// Resolve.)
class SafeRelPath {
 public:
  static Result<SafeRelPath> parse(std::string_view path);
  const std::string& text() const { return text_; }
  std::vector<std::string_view> components() const;
  friend bool operator==(const SafeRelPath&, const SafeRelPath&) = default;
  friend auto operator<=>(const SafeRelPath&, const SafeRelPath&) = default;

 private:
  std::string text_;
};

// The rule of SafeRelPath, for a string.
bool is_safe_relative(std::string_view path);

// A descriptor held open. The number means something only to the Fs that gave it.
class [[nodiscard]] Fd {
 public:
  Fd() = default;
  Fd(Fs& fs, int number) : fs_(&fs), number_(number) {}
  ~Fd();
  Fd(Fd&& other) noexcept
      : fs_(std::exchange(other.fs_, nullptr)), number_(std::exchange(other.number_, -1)) {}
  Fd& operator=(Fd&& other) noexcept;
  Fd(const Fd&) = delete;
  Fd& operator=(const Fd&) = delete;

  int number() const { return number_; }
  explicit operator bool() const { return number_ >= 0; }
  // Closes now and reports what the destructor could not: a delayed write error (EIO, ENOSPC, EDQUOT).
  Status close();

 private:
  Fs* fs_ = nullptr;
  int number_ = -1;
};

// Where a verb acts: an absolute path, a path below a held directory, or the held thing itself. A relative
// path that is not safe (is_safe_relative) makes the verb fail with EINVAL; nothing is ever joined unchecked.
struct At {
  explicit At(std::string absolute) : path(std::move(absolute)) {}
  explicit At(const char* absolute) : path(absolute) {}
  At(const Fd& directory, std::string relative) : fd(directory.number()), path(std::move(relative)) {}
  At(const Fd& directory, const SafeRelPath& relative) : fd(directory.number()), path(relative.text()) {}
  explicit At(const Fd& itself) : fd(itself.number()) {}

  bool is_itself() const { return fd >= 0 && path.empty(); }

  int fd = -1;       // -1: `path` is absolute
  std::string path;  // "": the descriptor itself
};

enum class NodeKind : std::uint8_t { Missing, File, Directory, Symlink, Other };

struct NodeStatus {
  NodeKind kind = NodeKind::Missing;
  std::uint32_t mode = 0;  // permission bits only (07777)
  std::uint64_t size = 0;
  std::int64_t mtime_seconds = 0;
  std::uint32_t mtime_nanoseconds = 0;
  std::uint64_t device = 0, inode = 0, links = 0;
  std::uint32_t owner = 0;
  bool executable() const { return (mode & 0100) != 0; }
};

struct NodeEntry {
  std::string name;
  NodeKind kind;
};

enum class Follow : std::uint8_t { No, Yes };                      // a symlink in the last component
enum class Resolve : std::uint8_t { Ordinary, Beneath };           // Beneath: no symlink in any component
enum class Create : std::uint8_t { New, Truncate, OpenOrCreate };  // New: EEXIST where something stands
enum class Rename : std::uint8_t {
  Replace,
  NoReplace,
  Exchange
};  // rename(2), RENAME_NOREPLACE, RENAME_EXCHANGE
enum class Lock : std::uint8_t { Shared, Exclusive };
enum class Wait : std::uint8_t { No, Yes };

class Fs {
 public:
  virtual ~Fs() = default;

  // --- reading
  // ---------------------------------------------------------------------------------------------- A
  // directory to hold. Follow::No refuses a symlink as the last component.
  virtual Result<Fd> open_directory(const At& at, Follow follow = Follow::Yes,
                                    Resolve resolve = Resolve::Ordinary) = 0;
  // A regular file for reading (never blocks on a FIFO: whatever is not a regular file is refused).
  virtual Result<Fd> open(const At& at, Follow follow = Follow::Yes, Resolve resolve = Resolve::Ordinary) = 0;
  // Up to `most` bytes from the descriptor's position; 0 is the end.
  virtual Result<std::size_t> read(const Fd& fd, char* to, std::size_t most) = 0;
  // What stands there; NodeKind::Missing (not an error) where nothing does (ENOENT, ENOTDIR).
  virtual Result<NodeStatus> stat(const At& at, Follow follow = Follow::No) = 0;
  virtual Result<std::string> read_link(const At& at) = 0;
  // The entries of a held directory but "." and "..", sorted by the bytes of their names. `kind` is that of
  // the entry itself (symlinks are not followed).
  virtual Result<std::vector<NodeEntry>> list(const Fd& directory) = 0;

  // --- changing
  // --------------------------------------------------------------------------------------------- A regular
  // file for reading and writing; symlinks are never followed. `mode` passes through the umask.
  virtual Result<Fd> create(const At& at, Create how, std::uint32_t mode) = 0;
  // All of `bytes` at the descriptor's position.
  virtual Status write(const Fd& fd, std::string_view bytes) = 0;
  virtual Status truncate(const Fd& fd, std::uint64_t size) = 0;
  virtual Status make_directory(const At& at, std::uint32_t mode) = 0;
  virtual Status make_symlink(const std::string& target, const At& at) = 0;
  // A second name for a file (or symlink, itself).
  virtual Status hard_link(const At& existing, const At& at) = 0;
  virtual Status rename(const At& from, const At& to, Rename how) = 0;
  virtual Status unlink(const At& at) = 0;
  virtual Status remove_directory(const At& at) = 0;
  // Unlinks what does no harm if it stays. For destructors: never throws, whatever a test's Fs does.
  virtual void discard(const At& at) noexcept { ignore(unlink(at), "it does no harm if it stays"); }
  // Exact mode, whatever the umask. Refuses a symlink.
  virtual Status set_mode(const At& at, std::uint32_t mode) = 0;
  // Modification (and access) time; of a symlink, itself.
  virtual Status set_mtime(const At& at, std::int64_t seconds) = 0;

  // --- making it last
  // ---------------------------------------------------------------------------------------
  virtual Status sync(const Fd& fd) = 0;             // fsync: contents of a file, entries of a directory
  virtual Status sync_data(const Fd& fd) = 0;        // fdatasync
  virtual Status sync_filesystem(const Fd& fd) = 0;  // syncfs: everything on the file system that holds fd

  // --- locks
  // ------------------------------------------------------------------------------------------------
  // flock(2): held until the descriptor is closed, by the kernel even when the process is killed. False:
  // another holds it (Wait::No only). A file system without locks is an error, never a silent yes.
  virtual Result<bool> lock(const Fd& fd, Lock kind, Wait wait) = 0;

  // Called by Fd.
  virtual Status close(int number) = 0;
};

// The operating system's file systems.
class RealFs final : public Fs {
 public:
  Result<Fd> open_directory(const At& at, Follow follow, Resolve resolve) override;
  Result<Fd> open(const At& at, Follow follow, Resolve resolve) override;
  Result<std::size_t> read(const Fd& fd, char* to, std::size_t most) override;
  Result<NodeStatus> stat(const At& at, Follow follow) override;
  Result<std::string> read_link(const At& at) override;
  Result<std::vector<NodeEntry>> list(const Fd& directory) override;
  Result<Fd> create(const At& at, Create how, std::uint32_t mode) override;
  Status write(const Fd& fd, std::string_view bytes) override;
  Status truncate(const Fd& fd, std::uint64_t size) override;
  Status make_directory(const At& at, std::uint32_t mode) override;
  Status make_symlink(const std::string& target, const At& at) override;
  Status hard_link(const At& existing, const At& at) override;
  Status rename(const At& from, const At& to, Rename how) override;
  Status unlink(const At& at) override;
  Status remove_directory(const At& at) override;
  Status set_mode(const At& at, std::uint32_t mode) override;
  Status set_mtime(const At& at, std::int64_t seconds) override;
  Status sync(const Fd& fd) override;
  Status sync_data(const Fd& fd) override;
  Status sync_filesystem(const Fd& fd) override;
  Result<bool> lock(const Fd& fd, Lock kind, Wait wait) override;
  Status close(int number) override;
};

}  // namespace hm
