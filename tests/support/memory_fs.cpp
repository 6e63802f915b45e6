#include "tests/support/memory_fs.hpp"

#include <cassert>
#include <cerrno>
#include <cstring>
#include <unordered_map>

namespace hm::test {

struct MemoryFs::Node {
  struct Content {  // once volatile, once durable
    std::string data;
    std::map<std::string, NodePtr> entries;
    std::uint32_t mode = 0;
    std::int64_t mtime = 0;
  };
  NodeKind kind = NodeKind::File;
  std::uint64_t inode = 0;
  std::uint64_t links = 0;
  std::string target;
  std::weak_ptr<Node> parent;  // directories: for ".."
  Content now, durable;
};

struct MemoryFs::Open {
  NodePtr node;
  std::size_t position = 0;
  bool writable = false;
  enum { None, Shared, Exclusive } lock = None;
};

struct MemoryFs::Place {
  NodePtr directory;
  std::string name;  // "": the directory itself
};

struct MemoryFs::Operation {
  enum Kind { Entries, Write, Truncate, Mode, Mtime } kind = Entries;
  std::vector<std::pair<Place, NodePtr>> entries;  // null: removed
  NodePtr node;
  std::size_t offset = 0;
  std::string bytes;
  std::int64_t number = 0;

  bool touches(const NodePtr& wanted) const {
    if (kind != Entries) return node == wanted;
    for (const auto& [place, ignored] : entries) {
      if (place.directory == wanted) return true;
    }
    return false;
  }
};

namespace {

Error failed(int number, const char* doing, const At& at) {
  return fail_errno(number, fmt::format("{} '{}'", doing, at.path));
}

void write_into(std::string& data, std::size_t offset, const std::string& bytes) {
  if (data.size() < offset + bytes.size()) data.resize(offset + bytes.size(), '\0');
  data.replace(offset, bytes.size(), bytes);
}

}  // namespace

#define HM_LOCK const std::lock_guard guard(mutex_)

MemoryFs::MemoryFs() {
  root_ = std::make_shared<Node>();
  root_->kind = NodeKind::Directory;
  root_->inode = 1;
  root_->links = 1;
  root_->parent = root_;
  root_->now.mode = root_->durable.mode = 0755;
}

MemoryFs::~MemoryFs() {
  // Descriptors of a killed run may outlive their usefulness, never their Fs; entries hold no cycles but
  // parents.
  assert(open_.empty() && "an Fd outlived its file system");
}

MemoryFs::NodePtr MemoryFs::new_node(NodeKind kind, std::uint32_t mode) {
  auto node = std::make_shared<Node>();
  node->kind = kind;
  node->inode = next_inode_++;
  node->now.mode = node->durable.mode = mode;
  node->now.mtime = node->durable.mtime = clock_++;
  return node;
}

std::size_t MemoryFs::pending() const {
  HM_LOCK;
  return pending_.size();
}

std::size_t MemoryFs::open_descriptors() const {
  HM_LOCK;
  return open_.size();
}

void MemoryFs::apply(const Operation& operation) {
  switch (operation.kind) {
    case Operation::Entries:
      for (const auto& [place, node] : operation.entries) {
        if (node == nullptr) {
          place.directory->durable.entries.erase(place.name);
        } else {
          place.directory->durable.entries[place.name] = node;
        }
      }
      return;
    case Operation::Write:
      write_into(operation.node->durable.data, operation.offset, operation.bytes);
      return;
    case Operation::Truncate:
      operation.node->durable.data.resize(operation.offset);
      return;
    case Operation::Mode:
      operation.node->durable.mode = static_cast<std::uint32_t>(operation.number);
      return;
    case Operation::Mtime:
      operation.node->durable.mtime = operation.number;
      return;
  }
}

void MemoryFs::settle(const std::function<bool(const Operation&)>& which) {
  std::vector<Operation> left;
  for (Operation& operation : pending_) {
    if (which(operation)) {
      apply(operation);
    } else {
      left.push_back(std::move(operation));
    }
  }
  pending_ = std::move(left);
}

std::unique_ptr<MemoryFs> MemoryFs::after_crash(const std::function<bool(std::size_t)>& survives) const {
  HM_LOCK;
  auto disk = std::make_unique<MemoryFs>();
  std::unordered_map<const Node*, NodePtr> copies;
  // Recursion is bounded by the depth of the tree under test.
  const std::function<NodePtr(const NodePtr&)> copy = [&](const NodePtr& node) -> NodePtr {
    if (node == nullptr) return nullptr;
    NodePtr& result = copies[node.get()];
    if (result != nullptr) return result;
    result = std::make_shared<Node>();
    const NodePtr made = result;
    made->kind = node->kind;
    made->inode = node->inode;
    made->target = node->target;
    made->durable = node->durable;
    for (auto& [name, child] : made->durable.entries) child = copy(child);
    return made;
  };
  disk->root_ = copy(root_);
  for (std::size_t i = 0; i < pending_.size(); ++i) {
    if (!survives(i)) continue;
    Operation operation = pending_[i];
    operation.node = copy(operation.node);
    for (auto& [place, node] : operation.entries) {
      place.directory = copy(place.directory);
      node = copy(node);
    }
    apply(operation);
  }
  const std::function<void(const NodePtr&)> wake = [&](const NodePtr& node) {
    ++node->links;
    if (node->links > 1) return;
    node->now = node->durable;
    for (const auto& [name, child] : node->now.entries) {
      if (child->kind == NodeKind::Directory) child->parent = node;
      wake(child);
    }
  };
  disk->root_->parent = disk->root_;
  wake(disk->root_);
  disk->next_inode_ = next_inode_;
  disk->clock_ = clock_;
  return disk;
}

std::unique_ptr<MemoryFs> MemoryFs::after_kill() const {
  return after_crash([](std::size_t) { return true; });
}

// --- finding
// ------------------------------------------------------------------------------------------------

MemoryFs::NodePtr MemoryFs::node_of(int number) const {
  const auto found = open_.find(number);
  return found == open_.end() ? nullptr : found->second.node;
}

int MemoryFs::follow_path(NodePtr directory, std::string path, Resolve resolve, int& hops,
                          Place& place) const {
  std::size_t at = 0;
  std::string name;
  while (true) {
    while (at < path.size() && path[at] == '/') ++at;
    std::size_t end = path.find('/', at);
    if (end == std::string::npos) end = path.size();
    const std::string next = path.substr(at, end - at);
    at = end;
    if (next.empty() || next == ".") {
      if (at >= path.size()) break;
      continue;
    }
    if (!name.empty()) {  // `name` turns out to be a directory on the way
      const auto found = directory->now.entries.find(name);
      if (found == directory->now.entries.end()) return ENOENT;
      NodePtr node = found->second;
      if (node->kind == NodeKind::Symlink) {
        if (resolve == Resolve::Beneath) return ELOOP;
        if (++hops > 40) return ELOOP;
        Place inner;
        NodePtr base = node->target[0] == '/' ? root_ : directory;
        if (const int error = follow_path(base, node->target + "/.", resolve, hops, inner)) return error;
        node = inner.directory;
        assert(inner.name.empty());
      }
      if (node->kind != NodeKind::Directory) return ENOTDIR;
      directory = node;
      name.clear();
    }
    if (next == "..") {
      directory = directory->parent.lock();
      if (directory == nullptr) return ENOENT;
    } else {
      if (next.size() > 255) return ENAMETOOLONG;
      name = next;
    }
  }
  // A trailing "/" or "/." means the directory itself.
  const bool wants_directory = !path.empty() && (path.back() == '/' || path.ends_with("/."));
  if (!name.empty() && wants_directory) {
    const auto found = directory->now.entries.find(name);
    if (found == directory->now.entries.end()) return ENOENT;
    NodePtr node = found->second;
    if (node->kind == NodeKind::Symlink) {
      if (resolve == Resolve::Beneath || ++hops > 40) return ELOOP;
      Place inner;
      if (const int error = follow_path(node->target[0] == '/' ? root_ : directory, node->target + "/.",
                                        resolve, hops, inner))
        return error;
      node = inner.directory;
    }
    if (node->kind != NodeKind::Directory) return ENOTDIR;
    directory = node;
    name.clear();
  }
  place = {directory, name};
  return 0;
}

int MemoryFs::walk(const At& at, Resolve resolve, Place& place) const {
  int hops = 0;
  if (at.fd < 0) {
    if (at.path.empty() || at.path[0] != '/' || at.path.find('\0') != std::string::npos) return EINVAL;
    return follow_path(root_, at.path, resolve, hops, place);
  }
  const NodePtr base = node_of(at.fd);
  if (base == nullptr) return EBADF;
  if (at.path.empty()) {
    place = {base, ""};
    return 0;
  }
  if (!is_safe_relative(at.path)) return EINVAL;
  if (base->kind != NodeKind::Directory) return ENOTDIR;
  return follow_path(base, at.path, resolve, hops, place);
}

int MemoryFs::find(const At& at, Follow follow, Resolve resolve, NodePtr& node) const {
  Place place;
  if (const int error = walk(at, resolve, place)) return error;
  for (int hops = 0; hops <= 40; ++hops) {
    if (place.name.empty()) {
      node = place.directory;
      return 0;
    }
    const auto found = place.directory->now.entries.find(place.name);
    if (found == place.directory->now.entries.end()) return ENOENT;
    node = found->second;
    if (node->kind != NodeKind::Symlink || follow == Follow::No) return 0;
    if (resolve == Resolve::Beneath) return ELOOP;
    int inner_hops = hops;
    const NodePtr base = node->target[0] == '/' ? root_ : place.directory;
    const std::string target = node->target;
    if (const int error = follow_path(base, target, resolve, inner_hops, place)) return error;
  }
  return ELOOP;
}

Fd MemoryFs::open_node(NodePtr node, bool writable) {
  const int number = next_fd_++;
  open_[number] = Open{std::move(node), 0, writable, Open::None};
  return Fd(*this, number);
}

// --- reading
// ------------------------------------------------------------------------------------------------

Result<Fd> MemoryFs::open_directory(const At& at, Follow follow, Resolve resolve) {
  HM_LOCK;
  NodePtr node;
  if (const int error = find(at, follow, resolve, node)) return failed(error, "open the directory", at);
  if (node->kind != NodeKind::Directory) return failed(ENOTDIR, "open the directory", at);
  return open_node(node, false);
}

Result<Fd> MemoryFs::open(const At& at, Follow follow, Resolve resolve) {
  HM_LOCK;
  NodePtr node;
  if (const int error = find(at, follow, resolve, node)) return failed(error, "open", at);
  if (node->kind == NodeKind::Symlink) return failed(ELOOP, "open", at);
  if (node->kind == NodeKind::Directory) return failed(EISDIR, "open", at);
  return open_node(node, false);
}

Result<std::size_t> MemoryFs::read(const Fd& fd, char* to, std::size_t most) {
  HM_LOCK;
  const auto found = open_.find(fd.number());
  if (found == open_.end()) return failed(EBADF, "read", At(fd));
  Open& file = found->second;
  if (file.node->kind == NodeKind::Directory) return failed(EISDIR, "read", At(fd));
  const std::string& data = file.node->now.data;
  if (file.position >= data.size()) return std::size_t{0};
  const std::size_t n = std::min(most, data.size() - file.position);
  std::memcpy(to, data.data() + file.position, n);
  file.position += n;
  return n;
}

Result<NodeStatus> MemoryFs::stat(const At& at, Follow follow) {
  HM_LOCK;
  NodePtr node;
  if (const int error = find(at, follow, Resolve::Ordinary, node)) {
    if (error == ENOENT || error == ENOTDIR) return NodeStatus{};
    return failed(error, "look at", at);
  }
  NodeStatus status;
  status.kind = node->kind;
  status.mode = node->now.mode;
  status.size = node->kind == NodeKind::Symlink ? node->target.size() : node->now.data.size();
  status.mtime_seconds = node->now.mtime;
  status.device = 1;
  status.inode = node->inode;
  status.links = node->links;
  return status;
}

Result<std::string> MemoryFs::read_link(const At& at) {
  HM_LOCK;
  NodePtr node;
  if (const int error = find(at, Follow::No, Resolve::Ordinary, node))
    return failed(error, "read the link", at);
  if (node->kind != NodeKind::Symlink) return failed(EINVAL, "read the link", at);
  return node->target;
}

Result<std::vector<NodeEntry>> MemoryFs::list(const Fd& directory) {
  HM_LOCK;
  const NodePtr node = node_of(directory.number());
  if (node == nullptr) return failed(EBADF, "list", At(directory));
  if (node->kind != NodeKind::Directory) return failed(ENOTDIR, "list", At(directory));
  std::vector<NodeEntry> entries;
  for (const auto& [name, child] : node->now.entries) entries.push_back({name, child->kind});
  return entries;
}

// --- changing
// -----------------------------------------------------------------------------------------------

void MemoryFs::change_entries(std::vector<std::pair<Place, NodePtr>> changes) {
  for (const auto& [place, node] : changes) {
    auto& entries = place.directory->now.entries;
    const auto old = entries.find(place.name);
    if (old != entries.end()) {
      --old->second->links;
      entries.erase(old);
    }
    if (node != nullptr) {
      ++node->links;
      entries[place.name] = node;
      if (node->kind == NodeKind::Directory) node->parent = place.directory;
    }
    place.directory->now.mtime = clock_++;
  }
  Operation operation;
  operation.kind = Operation::Entries;
  operation.entries = std::move(changes);
  pending_.push_back(std::move(operation));
}

Result<Fd> MemoryFs::create(const At& at, Create how, std::uint32_t mode) {
  HM_LOCK;
  Place place;
  if (const int error = walk(at, Resolve::Ordinary, place)) return failed(error, "create", at);
  if (place.name.empty()) return failed(EISDIR, "create", at);
  const auto found = place.directory->now.entries.find(place.name);
  if (found == place.directory->now.entries.end()) {
    if (place.directory->links == 0) return failed(ENOENT, "create", at);
    NodePtr node = new_node(NodeKind::File, mode);
    change_entries({{place, node}});
    return open_node(node, true);
  }
  const NodePtr node = found->second;
  if (how == Create::New) return failed(EEXIST, "create", at);
  if (node->kind == NodeKind::Symlink) return failed(ELOOP, "create", at);
  if (node->kind == NodeKind::Directory) return failed(EISDIR, "create", at);
  Fd fd = open_node(node, true);
  if (how == Create::Truncate) HM_CHECK(truncate(fd, 0));
  return fd;
}

Status MemoryFs::write(const Fd& fd, std::string_view bytes) {
  HM_LOCK;
  const auto found = open_.find(fd.number());
  if (found == open_.end() || !found->second.writable) return failed(EBADF, "write to", At(fd));
  Open& file = found->second;
  Operation operation;
  operation.kind = Operation::Write;
  operation.node = file.node;
  operation.offset = file.position;
  operation.bytes = bytes;
  write_into(file.node->now.data, file.position, operation.bytes);
  file.position += bytes.size();
  file.node->now.mtime = clock_++;
  pending_.push_back(std::move(operation));
  return {};
}

Status MemoryFs::truncate(const Fd& fd, std::uint64_t size) {
  HM_LOCK;
  const auto found = open_.find(fd.number());
  if (found == open_.end() || !found->second.writable) return failed(EBADF, "truncate", At(fd));
  Operation operation;
  operation.kind = Operation::Truncate;
  operation.node = found->second.node;
  operation.offset = static_cast<std::size_t>(size);
  operation.node->now.data.resize(operation.offset);
  pending_.push_back(std::move(operation));
  return {};
}

Status MemoryFs::make_directory(const At& at, std::uint32_t mode) {
  HM_LOCK;
  Place place;
  if (const int error = walk(at, Resolve::Ordinary, place)) return failed(error, "make the directory", at);
  if (place.name.empty() || place.directory->now.entries.contains(place.name))
    return failed(EEXIST, "make the directory", at);
  change_entries({{place, new_node(NodeKind::Directory, mode)}});
  return {};
}

Status MemoryFs::make_symlink(const std::string& target, const At& at) {
  HM_LOCK;
  Place place;
  if (target.empty()) return failed(EINVAL, "make the link", at);
  if (const int error = walk(at, Resolve::Ordinary, place)) return failed(error, "make the link", at);
  if (place.name.empty() || place.directory->now.entries.contains(place.name))
    return failed(EEXIST, "make the link", at);
  NodePtr node = new_node(NodeKind::Symlink, 0777);
  node->target = target;
  change_entries({{place, node}});
  return {};
}

Status MemoryFs::hard_link(const At& existing, const At& at) {
  HM_LOCK;
  NodePtr node;
  Place place;
  if (const int error = find(existing, Follow::No, Resolve::Ordinary, node))
    return failed(error, "link", existing);
  if (node->kind == NodeKind::Directory) return failed(EPERM, "link", existing);
  if (const int error = walk(at, Resolve::Ordinary, place)) return failed(error, "link", at);
  if (place.name.empty() || place.directory->now.entries.contains(place.name))
    return failed(EEXIST, "link", at);
  change_entries({{place, node}});
  return {};
}

Status MemoryFs::rename(const At& from, const At& to, Rename how) {
  HM_LOCK;
  Place source, target;
  if (const int error = walk(from, Resolve::Ordinary, source)) return failed(error, "rename", from);
  if (const int error = walk(to, Resolve::Ordinary, target)) return failed(error, "rename", to);
  if (source.name.empty() || target.name.empty()) return failed(EBUSY, "rename", from);
  const auto found = source.directory->now.entries.find(source.name);
  if (found == source.directory->now.entries.end()) return failed(ENOENT, "rename", from);
  const NodePtr moved = found->second;
  const auto there = target.directory->now.entries.find(target.name);
  const NodePtr old = there == target.directory->now.entries.end() ? nullptr : there->second;
  for (NodePtr d = target.directory; d != root_ && d != nullptr; d = d->parent.lock()) {
    if (d == moved) return failed(EINVAL, "rename a directory into itself,", from);
  }
  if (how == Rename::Exchange) {
    if (old == nullptr) return failed(ENOENT, "exchange", to);
    if (old == moved) return {};
    // Both go first, so that link counts stay right, then both come.
    change_entries({{source, old}, {target, moved}});
    return {};
  }
  if (old != nullptr) {
    if (how == Rename::NoReplace) return failed(EEXIST, "rename", to);
    if (old == moved) return {};
    if (old->kind == NodeKind::Directory) {
      if (moved->kind != NodeKind::Directory) return failed(EISDIR, "rename", to);
      if (!old->now.entries.empty()) return failed(ENOTEMPTY, "rename", to);
    } else if (moved->kind == NodeKind::Directory) {
      return failed(ENOTDIR, "rename", to);
    }
  }
  change_entries({{source, nullptr}, {target, moved}});
  return {};
}

Status MemoryFs::unlink(const At& at) {
  HM_LOCK;
  Place place;
  if (const int error = walk(at, Resolve::Ordinary, place)) return failed(error, "remove", at);
  if (place.name.empty()) return failed(EISDIR, "remove", at);
  const auto found = place.directory->now.entries.find(place.name);
  if (found == place.directory->now.entries.end()) return failed(ENOENT, "remove", at);
  if (found->second->kind == NodeKind::Directory) return failed(EISDIR, "remove", at);
  change_entries({{place, nullptr}});
  return {};
}

Status MemoryFs::remove_directory(const At& at) {
  HM_LOCK;
  Place place;
  if (const int error = walk(at, Resolve::Ordinary, place)) return failed(error, "remove the directory", at);
  if (place.name.empty()) return failed(EINVAL, "remove the directory", at);
  const auto found = place.directory->now.entries.find(place.name);
  if (found == place.directory->now.entries.end()) return failed(ENOENT, "remove the directory", at);
  if (found->second->kind != NodeKind::Directory) return failed(ENOTDIR, "remove the directory", at);
  if (!found->second->now.entries.empty()) return failed(ENOTEMPTY, "remove the directory", at);
  change_entries({{place, nullptr}});
  return {};
}

Status MemoryFs::set_mode(const At& at, std::uint32_t mode) {
  HM_LOCK;
  Operation operation;
  operation.kind = Operation::Mode;
  operation.number = mode;
  if (const int error = find(at, Follow::No, Resolve::Ordinary, operation.node))
    return failed(error, "set the mode of", at);
  if (operation.node->kind == NodeKind::Symlink) return failed(EOPNOTSUPP, "set the mode of the link", at);
  operation.node->now.mode = mode;
  pending_.push_back(std::move(operation));
  return {};
}

Status MemoryFs::set_mtime(const At& at, std::int64_t seconds) {
  HM_LOCK;
  Operation operation;
  operation.kind = Operation::Mtime;
  operation.number = seconds;
  if (const int error = find(at, Follow::No, Resolve::Ordinary, operation.node))
    return failed(error, "set the time of", at);
  operation.node->now.mtime = seconds;
  pending_.push_back(std::move(operation));
  return {};
}

// --- making it last
// -----------------------------------------------------------------------------------------

Status MemoryFs::sync(const Fd& fd) {
  HM_LOCK;
  const NodePtr node = node_of(fd.number());
  if (node == nullptr) return failed(EBADF, "sync", At(fd));
  ++syncs_;
  settle([&](const Operation& operation) { return operation.touches(node); });
  return {};
}

Status MemoryFs::sync_data(const Fd& fd) {
  HM_LOCK;
  const NodePtr node = node_of(fd.number());
  if (node == nullptr) return failed(EBADF, "sync", At(fd));
  ++syncs_;
  settle([&](const Operation& operation) {
    return operation.touches(node) &&
           (operation.kind == Operation::Write || operation.kind == Operation::Truncate);
  });
  return {};
}

Status MemoryFs::sync_filesystem(const Fd& fd) {
  HM_LOCK;
  if (node_of(fd.number()) == nullptr) return failed(EBADF, "sync the file system of", At(fd));
  ++syncs_;
  settle([](const Operation&) { return true; });
  return {};
}

Result<bool> MemoryFs::lock(const Fd& fd, Lock kind, Wait wait) {
  HM_LOCK;
  const auto found = open_.find(fd.number());
  if (found == open_.end()) return failed(EBADF, "lock", At(fd));
  for (const auto& [number, other] : open_) {
    if (number == fd.number() || other.node != found->second.node || other.lock == Open::None) continue;
    if (kind == Lock::Exclusive || other.lock == Open::Exclusive) {
      // Nobody else could let go while we hold the whole file system: waiting would be for ever.
      if (wait == Wait::Yes) return failed(EDEADLK, "lock", At(fd));
      return false;
    }
  }
  found->second.lock = kind == Lock::Exclusive ? Open::Exclusive : Open::Shared;
  return true;
}

Status MemoryFs::close(int number) {
  HM_LOCK;
  if (open_.erase(number) == 0) return fail_errno(EBADF, "close a descriptor");
  return {};
}

// --- scenery
// ------------------------------------------------------------------------------------------------

std::string MemoryFs::dump(const std::string& path) {
  HM_LOCK;
  NodePtr node;
  if (find(At(path), Follow::No, Resolve::Ordinary, node) != 0) return "";
  std::string out;
  const std::function<void(const NodePtr&, const std::string&)> show = [&](const NodePtr& n,
                                                                           const std::string& at) {
    if (n->kind == NodeKind::Symlink) {
      out += fmt::format("{} L {}\n", at, n->target);
    } else if (n->kind == NodeKind::Directory) {
      out += fmt::format("{} D {:04o}\n", at, n->now.mode);
      for (const auto& [name, child] : n->now.entries) show(child, at == "." ? name : at + "/" + name);
    } else {
      out += fmt::format("{} F {:04o} {}\n", at, n->now.mode, n->now.data);
    }
  };
  show(node, ".");
  return out;
}

void MemoryFs::put_directory(const std::string& path, std::uint32_t mode) {
  HM_LOCK;
  for (std::size_t slash = path.find('/', 1);; slash = path.find('/', slash + 1)) {
    const std::string prefix = path.substr(0, slash);
    auto status = stat(At(prefix), Follow::Yes);
    if (status.ok() && status->kind == NodeKind::Missing) {
      [[maybe_unused]] const bool made = make_directory(At(prefix), mode).ok();
      assert(made);
    }
    if (slash == std::string::npos) break;
  }
  settle([](const Operation&) { return true; });
}

void MemoryFs::put(const std::string& path, const std::string& contents, std::uint32_t mode) {
  HM_LOCK;
  if (const std::size_t slash = path.rfind('/'); slash > 0) put_directory(path.substr(0, slash));
  auto fd = create(At(path), Create::Truncate, mode);
  assert(fd.ok());
  [[maybe_unused]] const bool written = write(*fd, contents).ok();
  assert(written);
  settle([](const Operation&) { return true; });
}

void MemoryFs::put_symlink(const std::string& path, const std::string& target) {
  HM_LOCK;
  if (const std::size_t slash = path.rfind('/'); slash > 0) put_directory(path.substr(0, slash));
  [[maybe_unused]] const bool made = make_symlink(target, At(path)).ok();
  assert(made);
  settle([](const Operation&) { return true; });
}

}  // namespace hm::test
