#include "store/fs_steps.hpp"

#include <cerrno>

namespace hm {

Result<std::string> read_all(Fs& fs, const Fd& fd, std::uint64_t limit) {
  std::string text;
  HM_TRY(const NodeStatus status, fs.stat(At(fd)));
  // One byte more than the size: the read that finds the end is the same as the one that fills the buffer.
  text.resize(static_cast<std::size_t>(std::min<std::uint64_t>(status.size, limit)) + 1);
  std::size_t used = 0;
  while (true) {
    if (used == text.size()) text.resize(text.size() * 2);
    HM_TRY(const std::size_t n, fs.read(fd, text.data() + used, text.size() - used));
    if (n == 0) break;
    used += n;
    if (used > limit)
      return fail(Code::IoError, "a file is larger than the {} bytes that are allowed here", limit);
  }
  text.resize(used);
  return text;
}

Result<std::string> read_file(Fs& fs, const At& at, std::uint64_t limit) {
  HM_TRY(const Fd fd, fs.open(at));
  return read_all(fs, fd, limit);
}

Status replace_file(Fs& fs, const Fd& directory, const std::string& name, std::string_view contents,
                    std::uint32_t mode) {
  const std::string beside = name + ".new";
  {
    HM_TRY(Fd fd, fs.create(At(directory, beside), Create::Truncate, mode));
    HM_CHECK(fs.write(fd, contents));
    HM_CHECK(fs.set_mode(At(fd), mode));
    // Without this sync a power cut after the rename could leave the name with no contents.
    HM_CHECK(fs.sync(fd));
    HM_CHECK(fd.close());
  }
  HM_CHECK(fs.rename(At(directory, beside), At(directory, name), Rename::Replace));
  return fs.sync(directory);
}

Status make_directories(Fs& fs, const std::string& absolute, std::uint32_t mode) {
  HM_TRY(const NodeStatus there, fs.stat(At(absolute), Follow::Yes));
  if (there.kind == NodeKind::Directory) return {};
  const std::size_t slash = absolute.rfind('/');
  const std::string parent = slash == 0 || slash == std::string::npos ? "/" : absolute.substr(0, slash);
  if (parent == absolute) return fail(Code::NotFound, "there is no directory '{}'", absolute);
  HM_CHECK(make_directories(fs, parent, mode));
  if (Status made = fs.make_directory(At(absolute), mode); !made && made.error().os_error() != EEXIST)
    return made;
  HM_TRY(const Fd directory, fs.open_directory(At(parent)));
  return fs.sync(directory);
}

namespace {

// Each level down holds a descriptor and a stack frame, so a tree deeper than kDeepest is taken apart from
// below: the directory met there is moved up beside the root under a name of its own, and removed after it.
class TreeRemoval {
 public:
  TreeRemoval(Fs& fs, const Fd& top, const std::string& name, std::uint64_t* freed)
      : fs_(fs), top_(top), name_(name), freed_(freed) {}

  Status run(NodeKind kind) {
    HM_CHECK(entry(top_, name_, kind, 0));
    while (!moved_up_.empty()) {
      const std::string next = std::move(moved_up_.back());
      moved_up_.pop_back();
      HM_CHECK(entry(top_, next, NodeKind::Directory, 0));
    }
    return {};
  }

 private:
  static constexpr int kDeepest = 64;

  // `kind` is a guess from the listing; the verbs themselves decide, so a swap in between changes nothing.
  Status entry(const Fd& directory, const std::string& name, NodeKind kind, int depth) {
    if (kind != NodeKind::Directory) {
      if (freed_ != nullptr && kind == NodeKind::File) {
        HM_TRY(const NodeStatus status, fs_.stat(At(directory, name)));
        if (status.links <= 1) *freed_ += status.size;
      }
      Status removed = fs_.unlink(At(directory, name));
      if (removed || removed.error().os_error() == ENOENT) return {};
      if (removed.error().os_error() != EISDIR && removed.error().os_error() != EPERM) return removed;
    }
    if (depth >= kDeepest) {
      HM_CHECK(fs_.set_mode(At(directory, name), 0700));  // else it may not leave its parent
      std::string up = fmt::format("{}.{}", name_, ++count_);
      HM_CHECK(fs_.rename(At(directory, name), At(top_, up), Rename::NoReplace));
      moved_up_.push_back(std::move(up));
      return {};
    }
    // Objects are read-only: entries can be removed only from a directory we may write to.
    auto held = fs_.open_directory(At(directory, name), Follow::No);
    if (!held && held.error().os_error() == EACCES) {
      HM_CHECK(fs_.set_mode(At(directory, name), 0700));
      held = fs_.open_directory(At(directory, name), Follow::No);
    }
    if (!held) return std::move(held).error();
    HM_CHECK(fs_.set_mode(At(*held), 0700));
    HM_TRY(const std::vector<NodeEntry> entries, fs_.list(*held));
    for (const NodeEntry& below : entries) HM_CHECK(entry(*held, below.name, below.kind, depth + 1));
    return fs_.remove_directory(At(directory, name));
  }

  Fs& fs_;
  const Fd& top_;
  const std::string& name_;
  std::uint64_t* freed_;
  std::vector<std::string> moved_up_;
  unsigned count_ = 0;
};

}  // namespace

Status remove_tree(Fs& fs, const Fd& directory, const std::string& name, std::uint64_t* freed) {
  HM_TRY(const NodeStatus status, fs.stat(At(directory, name)));
  if (status.kind == NodeKind::Missing) return {};
  return TreeRemoval(fs, directory, name, freed).run(status.kind);
}

void SyncSet::add(Fd fd) {
  if (many_) return;
  few_.push_back(std::move(fd));
  if (few_.size() > kFew) {
    few_.clear();
    many_ = true;
  }
}

void SyncSet::add_everything() {
  few_.clear();
  many_ = true;
}

Status SyncSet::sync(const Fd& any) {
  const std::vector<Fd> few = std::exchange(few_, {});
  if (std::exchange(many_, false)) return fs_.sync_filesystem(any);
  for (const Fd& fd : few) HM_CHECK(fs_.sync(fd));
  return {};
}

}  // namespace hm
