#include "activate/cli/tree_hash.hpp"

#include <fmt/format.h>

namespace hm {

namespace {

class Walker {
 public:
  Walker(const TreeWalk& walk, const nar::Sink& sink) : walk_(walk), writer_(sink) {}

  Status run(const std::string& root) {
    writer_.begin_archive();
    HM_TRY(FileKind kind, walk_.host.kind_of(root));
    return node(root, "", kind, 0);
  }

 private:
  Status node(const std::string& path, const std::string& relative, FileKind kind, int depth) {
    if (depth > nar::kMaxDepth) return fail(Code::BadUse, "'{}' is nested too deeply for the store", path);
    switch (kind) {
      case FileKind::Regular: return file(path);
      case FileKind::Directory: return directory(path, relative, depth);
      case FileKind::Symlink: {
        HM_TRY(auto target, walk_.host.read_link(path));
        writer_.symlink(target);
        return {};
      }
      case FileKind::Missing: return fail(Code::NotFound, "path '{}' does not exist", path);
      case FileKind::Other: break;
    }
    return fail(Code::BadUse, "'{}' is neither a file, a directory nor a symlink; the store cannot hold it", path);
  }

  Status file(const std::string& path) {
    HM_TRY(auto text, walk_.host.read_file(path));
    writer_.begin_file(walk_.executable && walk_.executable(path), text.size());
    writer_.content(text);
    writer_.end_file();
    return {};
  }

  Status directory(const std::string& path, const std::string& relative, int depth) {
    HM_TRY(auto entries, walk_.host.list_directory(path));
    writer_.begin_directory();
    for (const auto& entry : entries) {
      std::string child = path + "/" + entry.name;
      if (walk_.filter && *walk_.filter && !(*walk_.filter)(child, entry.kind)) continue;
      std::string below = relative.empty() ? entry.name : relative + "/" + entry.name;
      if (walk_.kept) walk_.kept->insert(below);
      writer_.begin_entry(entry.name);
      HM_CHECK(node(child, below, entry.kind, depth + 1));
      writer_.end_entry();
    }
    writer_.end_directory();
    return {};
  }

  const TreeWalk& walk_;
  nar::Writer writer_;
};

}  // namespace

Status write_nar(const TreeWalk& walk, const std::string& root, const nar::Sink& sink) {
  return Walker(walk, sink).run(root);
}

}  // namespace hm
