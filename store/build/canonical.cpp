#include "store/build/canonical.hpp"

#include "store/tree_sink.hpp"

namespace hm {
namespace {

Status canonicalise_at(Fs& fs, const Fd& directory, const std::string& name, const std::string& shown,
                       int depth) {
  const At at(directory, name);
  HM_TRY(const NodeStatus status, fs.stat(at));
  switch (status.kind) {
    case NodeKind::File:
      HM_CHECK(fs.set_mode(at, status.executable() ? 0555 : 0444));
      return fs.set_mtime(at, kCanonicalTime);
    case NodeKind::Symlink:
      return fs.set_mtime(at, kCanonicalTime);
    case NodeKind::Directory: {
      if (depth >= nar::kMaxDepth)
        return fail(Code::BuildFailed, "'{}' is nested deeper than {} directories", shown, nar::kMaxDepth);
      HM_CHECK(fs.set_mode(at, 0700));  // the builder may have left it closed even to us
      HM_TRY(const Fd held, fs.open_directory(at, Follow::No));
      HM_TRY(const std::vector<NodeEntry> entries, fs.list(held));
      for (const NodeEntry& entry : entries)
        HM_CHECK(canonicalise_at(fs, held, entry.name, shown + "/" + entry.name, depth + 1));
      HM_CHECK(fs.set_mode(At(held), 0555));
      return fs.set_mtime(At(held), kCanonicalTime);
    }
    case NodeKind::Missing:
      return fail(Code::BuildFailed, "'{}' disappeared", shown);
    case NodeKind::Other:
      break;
  }
  return fail(Code::BuildFailed, "'{}' is neither a file nor a directory nor a symlink", shown);
}

// One hash over what the two kinds of fixed outputs are made of.
class OutputHasher final : public TreeSink {
 public:
  OutputHasher(HashAlgorithm algorithm, bool recursive)
      : recursive_(recursive),
        hasher_(algorithm),
        writer_([this](std::string_view bytes) { hasher_.update(bytes); }) {
    if (recursive_) writer_.begin_archive();
  }
  Status directory(const std::string& name) override {
    HM_CHECK(structure());
    enter(name);
    writer_.begin_directory();
    ++depth_;
    return {};
  }
  Status end_directory() override {
    --depth_;
    writer_.end_directory();
    leave();
    return {};
  }
  Status file(const std::string& name, bool executable, std::uint64_t size) override {
    if (!recursive_) return {};
    enter(name);
    writer_.begin_file(executable, size);
    return {};
  }
  Status content(std::string_view bytes) override {
    if (recursive_) {
      writer_.content(bytes);
    } else {
      hasher_.update(bytes);
    }
    return {};
  }
  Status end_file() override {
    if (!recursive_) return {};
    writer_.end_file();
    leave();
    return {};
  }
  Status symlink(const std::string& name, const std::string& target) override {
    HM_CHECK(structure());
    enter(name);
    writer_.symlink(target);
    leave();
    return {};
  }
  Hash finish() { return hasher_.finish(); }

 private:
  Status structure() const {
    if (recursive_) return {};
    return fail(Code::BuildFailed, "the output has a flat hash, so it must be a regular file");
  }
  void enter(const std::string& name) {
    if (depth_ > 0) writer_.begin_entry(name);
  }
  void leave() {
    if (depth_ > 0) writer_.end_entry();
  }
  bool recursive_;
  Hasher hasher_;
  nar::Writer writer_;
  int depth_ = 0;
};

}  // namespace

Status canonicalise(Fs& fs, const Fd& directory, const std::string& name) {
  return canonicalise_at(fs, directory, name, name, 0);
}

Result<Hash> hash_object(Fs& fs, const Fd& directory, const std::string& name, HashAlgorithm algorithm,
                         bool recursive) {
  OutputHasher hasher(algorithm, recursive);
  HM_CHECK(walk_tree(fs, At(directory, name), name, nullptr, hasher));
  return hasher.finish();
}

}  // namespace hm
