// A file system in memory that can lose what was not synced.
//
// It has two layers. The volatile one is what every verb sees. The durable one is what a power cut leaves:
// each change enters it only through sync (of the file for contents, mode and time; of the directory for its
// entries) or sync_filesystem. Changes in between are pending operations, in order; after_crash() makes the
// file system that a machine finds which lost its power now, with any chosen subset of the pending operations
// having reached the disk all the same, as real disks reorder them. A rename is one operation: it happened or
// it did not.
//
//     MemoryFs fs;
//     … code under test …
//     for (std::size_t i = 0; i <= fs.pending(); ++i) {
//       auto disk = fs.after_crash([&](std::size_t op) { return op < i; });
//       … recover on *disk, then check …
//     }
//
// Symlinks, hard links, modes and locks behave as on Linux for one ordinary user; permissions are not
// enforced. Safe for several threads.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "store/fs.hpp"

namespace hm::test {

class MemoryFs final : public Fs {
 public:
  MemoryFs();
  ~MemoryFs() override;

  // Pending operations: what a crash now may lose.
  std::size_t pending() const;
  // The same file system after a power cut: the durable layer plus those pending operations (0 … pending()-1,
  // oldest first) for which `survives` says so. Nothing is open or locked in it, nothing is pending.
  std::unique_ptr<MemoryFs> after_crash(const std::function<bool(std::size_t)>& survives) const;
  // The same file system after the process alone was killed: everything written is there.
  std::unique_ptr<MemoryFs> after_kill() const;

  // The whole visible tree below `path`, one line each ("a/b F 0644 <contents>", "c L <target>"), for
  // comparisons. Times are left out.
  std::string dump(const std::string& path = "/");
  // Files and directories made with everything above them, synced. For setting a scene.
  void put(const std::string& path, const std::string& contents, std::uint32_t mode = 0644);
  void put_directory(const std::string& path, std::uint32_t mode = 0755);
  void put_symlink(const std::string& path, const std::string& target);
  std::size_t syncs() const { return syncs_; }
  std::size_t open_descriptors() const;

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

 private:
  struct Node;
  using NodePtr = std::shared_ptr<Node>;
  struct Open;
  struct Operation;
  struct Place;  // a directory and a name in it

  NodePtr new_node(NodeKind kind, std::uint32_t mode);
  NodePtr node_of(int number) const;
  // The directory that holds the last component, and that component. errno-style result: 0 or an error
  // number.
  int walk(const At& at, Resolve resolve, Place& place) const;
  int follow_path(NodePtr directory, std::string path, Resolve resolve, int& hops, Place& place) const;
  int find(const At& at, Follow follow, Resolve resolve, NodePtr& node) const;
  Fd open_node(NodePtr node, bool writable);
  void change_entries(std::vector<std::pair<Place, NodePtr>> changes);
  void settle(const std::function<bool(const Operation&)>& which);
  static void apply(const Operation& operation);

  NodePtr root_;
  std::map<int, Open> open_;
  std::vector<Operation> pending_;
  int next_fd_ = 100;
  std::uint64_t next_inode_ = 2;
  std::int64_t clock_ = 1'700'000'000;
  std::size_t syncs_ = 0;
  mutable std::recursive_mutex mutex_;
};

}  // namespace hm::test
