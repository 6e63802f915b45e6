// Trees on disk, read as a stream of events: entries by the bytes of their names, whatever order the file
// system lists them in; only what an archive holds (kind, contents, one executable bit, link targets) is
// looked at.
#include "store/tree_sink.hpp"

#include <memory>

namespace hm {
namespace {

class Walk {
 public:
  Walk(Fs& fs, const TreeFilter& filter, TreeSink& sink, std::optional<bool> executable)
      : fs_(fs), filter_(filter), sink_(sink), executable_(executable), buffer_(new char[kBuffer]) {}

  Status root(const At& at, const std::string& path, const std::string& name) {
    HM_TRY(const NodeStatus status, fs_.stat(at));
    return node(status.kind, at, path, name);
  }

 private:
  // What the directory's listing says of an entry is enough to know how to read it.
  Status node(NodeKind kind, const At& at, const std::string& path, const std::string& name) {
    switch (kind) {
      case NodeKind::Missing:
        return fail(Code::NotFound, "path '{}' does not exist", path);
      case NodeKind::File:
        return file(at, path, name);
      case NodeKind::Directory:
        return directory(at, path, name);
      case NodeKind::Symlink: {
        HM_TRY(const std::string target, fs_.read_link(at));
        return sink_.symlink(name, target);
      }
      case NodeKind::Other:
        break;
    }
    return fail(Code::BadUse,
                "'{}' is neither a file nor a directory nor a symlink, and cannot be in the store", path);
  }

  Status directory(const At& at, const std::string& path, const std::string& name) {
    HM_TRY(const Fd held, fs_.open_directory(at, Follow::No));
    HM_TRY(const std::vector<NodeEntry> entries, fs_.list(held));
    HM_CHECK(sink_.directory(name));
    for (const NodeEntry& entry : entries) {
      const std::string below = path + "/" + entry.name;
      if (filter_ && !filter_(below, entry.kind)) continue;
      HM_CHECK(node(entry.kind, At(held, entry.name), below, entry.name));
    }
    return sink_.end_directory();
  }

  Status file(const At& at, const std::string& path, const std::string& name) {
    HM_TRY(Fd fd, fs_.open(at, Follow::No));
    HM_TRY(const NodeStatus status, fs_.stat(At(fd)));  // of what was opened, not of what stood there before
    HM_CHECK(sink_.file(name, executable_.value_or(status.executable()), status.size));
    std::uint64_t left = status.size;
    while (true) {
      HM_TRY(const std::size_t n, fs_.read(fd, buffer_.get(), kBuffer));
      if (n > left) return changed(path);
      left -= n;
      if (n > 0) HM_CHECK(sink_.content(std::string_view(buffer_.get(), n)));
      // Less than was asked for is the end of a regular file, where nothing is missing: most files take one
      // read.
      if (n == 0 || (left == 0 && n < kBuffer)) break;
    }
    if (left != 0) return changed(path);
    return sink_.end_file();
  }

  static Error changed(const std::string& path) {
    return fail(Code::IoError, "'{}' changed while it was being read", path)
        .hint("try again when nothing writes to it");
  }

  Fs& fs_;
  const TreeFilter& filter_;
  TreeSink& sink_;
  std::optional<bool> executable_;
  static constexpr std::size_t kBuffer = 256 * 1024;
  std::unique_ptr<char[]> buffer_;  // not cleared: a walk over one small file touches one page of it
};

}  // namespace

Status walk_tree(Fs& fs, const At& source, const std::string& source_path, const TreeFilter& filter,
                 TreeSink& sink, std::optional<bool> executable, const std::string& root_name) {
  return Walk(fs, filter, sink, executable).root(source, source_path, root_name);
}

}  // namespace hm
