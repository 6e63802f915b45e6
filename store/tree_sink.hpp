// Trees as a stream of events, in the order of an archive: a directory's entries by the bytes of their names.
// Producers: import (a tree on disk), Tree (one in memory), nar::read. Consumers: NarHasher (only computes),
// ObjectWriter (writes an object and computes at once).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "lang/base/hash.hpp"
#include "lang/base/nar.hpp"
#include "lang/base/result.hpp"
#include "store/fs.hpp"
#include "store/fs_steps.hpp"
#include "store/references.hpp"

namespace hm {

// `name` is "" for the root, else the entry's name in the directory that is open.
class TreeSink {
 public:
  virtual ~TreeSink() = default;
  virtual Status directory(const std::string& name) = 0;
  virtual Status end_directory() = 0;
  // `size` bytes of content() follow, then end_file().
  virtual Status file(const std::string& name, bool executable, std::uint64_t size) = 0;
  virtual Status content(std::string_view bytes) = 0;
  virtual Status end_file() = 0;
  virtual Status symlink(const std::string& name, const std::string& target) = 0;
};

struct NarSummary {
  Hash hash;  // sha256
  std::uint64_t size = 0;
};

// NAR hash and size of the tree it is told, and (where a scanner is given) which store paths it mentions.
class NarHasher final : public TreeSink {
 public:
  explicit NarHasher(ReferenceScanner* scanner_or_null = nullptr);
  Status directory(const std::string& name) override;
  Status end_directory() override;
  Status file(const std::string& name, bool executable, std::uint64_t size) override;
  Status content(std::string_view bytes) override;
  Status end_file() override;
  Status symlink(const std::string& name, const std::string& target) override;
  NarSummary finish();  // once

 private:
  void begin(const std::string& name);
  void end();
  void take(std::string_view bytes);
  void flush();

  Hasher hasher_{HashAlgorithm::Sha256};
  ReferenceScanner* scanner_;
  std::string
      buffer_;  // tokens are a few bytes each: hashing them one by one would cost more than the contents
  std::uint64_t size_ = 0;
  int depth_ = 0;
  nar::Writer writer_;
};

// Writes a tree below `parent` under `root_name`, in canonical form: files 0444 or 0555, directories 0555,
// every modification time 1. Nothing of that name may exist. What must be synced goes into `syncs`.
class ObjectWriter final : public TreeSink {
 public:
  ObjectWriter(Fs& fs, const Fd& parent, std::string root_name, SyncSet& syncs,
               ReferenceScanner* scanner_or_null = nullptr);
  Status directory(const std::string& name) override;
  Status end_directory() override;
  Status file(const std::string& name, bool executable, std::uint64_t size) override;
  Status content(std::string_view bytes) override;
  Status end_file() override;
  Status symlink(const std::string& name, const std::string& target) override;
  NarSummary finish() { return hasher_.finish(); }

 private:
  At at(const std::string& name) const;

  Fs& fs_;
  const Fd& parent_;
  std::string root_name_;
  SyncSet& syncs_;
  NarHasher hasher_;
  std::vector<Fd> open_;  // the directories from the root down to here
  Fd file_;
  bool executable_ = false;
};

inline constexpr std::int64_t kCanonicalTime = 1;

// Walks a tree on disk. `filter` (may be null) is asked for everything below the root, in the order of names,
// with the path as `source_path` + "/" + …; what it refuses is left out. Anything but files, directories and
// symlinks is an error, and so is a file that changes its size while it is read, and nesting beyond
// nar::kMaxDepth.
using TreeFilter = std::function<bool(const std::string& path, NodeKind kind)>;
Status walk_tree(Fs& fs, const At& source, const std::string& source_path, const TreeFilter& filter,
                 TreeSink& sink, std::optional<bool> executable = std::nullopt,
                 const std::string& root_name = "");

// A tree in memory, for objects that are computed rather than built.
struct Tree {
  enum class Kind { Directory, Text, Symlink, Copy };
  Kind kind = Kind::Directory;
  std::string text;                // Text: contents · Symlink: target · Copy: absolute path on disk
  std::optional<bool> executable;  // Text: default false · Copy of a file: default as it is
  std::map<std::string, Tree> entries;
};

// Tells `sink` the whole tree; copies are read from `fs`.
Status emit(Fs& fs, const Tree& tree, TreeSink& sink, const std::string& name = "");

}  // namespace hm
