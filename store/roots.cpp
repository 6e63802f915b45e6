#include "store/roots.hpp"

#include <algorithm>
#include <cerrno>

#include "store/fs_steps.hpp"

namespace hm {
namespace {

constexpr int kMaxHops = 40;

std::string directory_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == 0 ? "/" : path.substr(0, slash);
}

class RootFinder {
 public:
  explicit RootFinder(Store::Impl& impl) : impl_(impl) {}

  Result<FoundRoots> run() {
    HM_TRY(store_, impl_.fs.stat(At(impl_.options.store_dir), Follow::Yes));
    HM_TRY(const std::set<std::string> states, state_directories());
    for (const std::string& state : states) {
      HM_CHECK(scan(state + "/profiles", 0));
      HM_CHECK(scan(state + "/gcroots", 0));
    }
    if (!impl_.read_only()) HM_CHECK(sessions());
    return std::move(found_);
  }

 private:
  // Ours, and every other that has used this store: $XDG_STATE_HOME may differ from one command to the next.
  Result<std::set<std::string>> state_directories() {
    std::set<std::string> states = {impl_.options.state_dir};
    auto held = impl_.fs.open_directory(At(impl_.directories.data_path + "/states"));
    if (!held && held.error().os_error() == ENOENT) return states;
    if (!held) return std::move(held).error();
    HM_TRY(const std::vector<NodeEntry> entries, impl_.fs.list(*held));
    for (const NodeEntry& entry : entries) {
      if (entry.kind != NodeKind::Symlink) continue;
      HM_TRY(std::string state, impl_.fs.read_link(At(*held, entry.name)));
      states.insert(std::move(state));
    }
    return states;
  }

  // The object that `path` enters, by whatever name the store goes there: a home reached by another way (/home
  // may be a link to /var/home) must not lose its generations. What cannot be looked at counts as entered.
  std::optional<StorePath> entered(const std::string& path) {
    for (std::size_t slash = path.find('/', 1); slash != std::string::npos; slash = path.find('/', slash + 1)) {
      const std::size_t end = std::min(path.find('/', slash + 1), path.size());
      auto object = StorePath::parse_base(path.substr(slash + 1, end - slash - 1));
      if (!object) continue;
      const auto directory = impl_.fs.stat(At(path.substr(0, slash)), Follow::Yes);
      const bool ours = !directory || (directory->device == store_.device && directory->inode == store_.inode);
      if (ours) return std::move(object).value();
    }
    return std::nullopt;
  }

  Status scan(const std::string& directory, int depth) {
    auto held = impl_.fs.open_directory(At(directory));
    if (!held && (held.error().os_error() == ENOENT || held.error().os_error() == ENOTDIR)) return {};
    if (!held) return std::move(held).error();
    HM_TRY(const std::vector<NodeEntry> entries, impl_.fs.list(*held));
    for (const NodeEntry& entry : entries) {
      const std::string path = directory + "/" + entry.name;
      if (entry.kind == NodeKind::Symlink) HM_CHECK(follow(path));
      if (entry.kind == NodeKind::Directory && depth < kMaxHops) HM_CHECK(scan(path, depth + 1));
    }
    return {};
  }

  // Link by link, because a link may pass through others before one of them enters the store.
  Status follow(const std::string& link) {
    std::string path = link;
    for (int hops = 0; hops < kMaxHops; ++hops) {
      if (auto object = entered(path)) {
        found_.roots.push_back({link, std::move(*object)});
        return {};
      }
      HM_TRY(const NodeStatus status, impl_.fs.stat(At(path)));
      if (status.kind == NodeKind::Missing) {
        // Only our own registrations are tidied up; a dangling link elsewhere is its owner's affair.
        if (link.starts_with(impl_.options.state_dir + "/gcroots/auto/")) found_.stale_links.push_back(link);
        return {};
      }
      if (status.kind != NodeKind::Symlink) return {};
      // Not HM_TRY: gcc 12 at -O2 takes the moved string for one that is not initialised.
      const Result<std::string> target = impl_.fs.read_link(At(path));
      if (!target) return target.error().clone();
      path = target.value().starts_with('/') ? target.value() : directory_of(path) + "/" + target.value();
    }
    return {};
  }

  Status sessions() {
    const Fd& directory = impl_.directories.temproots;
    HM_TRY(const std::vector<NodeEntry> entries, impl_.fs.list(directory));
    for (const NodeEntry& entry : entries) {
      auto fd = impl_.fs.open(At(directory, entry.name), Follow::No);
      if (!fd && fd.error().os_error() == ENOENT) continue;  // its owner has just ended
      if (!fd) return std::move(fd).error();
      HM_TRY(const bool nobodys, impl_.fs.lock(*fd, Lock::Exclusive, Wait::No));
      if (nobodys) {
        found_.stale_sessions.push_back(entry.name);
        continue;
      }
      found_.live_sessions.insert(entry.name);
      HM_TRY(const std::string text, read_all(impl_.fs, *fd));
      for (std::size_t at = 0; at < text.size();) {
        std::size_t end = text.find('\n', at);
        if (end == std::string::npos) break;  // half a line: its object is not in place yet
        auto path = StorePath::parse_base(text.substr(at, end - at));
        if (path) found_.roots.push_back({"temporary", std::move(path).value()});
        at = end + 1;
      }
    }
    return {};
  }

  Store::Impl& impl_;
  NodeStatus store_;
  FoundRoots found_;
};

}  // namespace

Result<FoundRoots> find_roots(Store::Impl& impl) {
  return RootFinder(impl).run();
}

Result<std::vector<GcRoot>> Store::roots() {
  HM_CHECK(flush());
  HM_TRY(FoundRoots found, find_roots(*impl_));
  return std::move(found.roots);
}

Status Store::add_temporary_root(const StorePath& path) {
  HM_CHECK(impl_->writable());
  return impl_->objects->keep({path});
}

Status Store::add_indirect_root(const std::string& link) {
  HM_CHECK(impl_->writable());
  HM_CHECK(flush());
  if (!link.starts_with('/')) return fail(Code::BadUse, "a root must be an absolute path, not '{}'", link);
  const std::string directory = impl_->options.state_dir + "/gcroots/auto";
  HM_CHECK(make_directories(impl_->fs, directory, 0700));
  HM_TRY(const Fd held, impl_->fs.open_directory(At(directory)));
  // Named after where it points, so that the same link is registered once.
  const std::string name = hash_of(HashAlgorithm::Sha256, link).base32().substr(0, 32);
  Status made = impl_->fs.make_symlink(link, At(held, name));
  if (!made && made.error().os_error() != EEXIST) return made;
  return impl_->fs.sync(held);
}

Status Store::make_root_link(const std::string& link, const StorePath& target) {
  HM_CHECK(impl_->writable());
  HM_CHECK(add_temporary_root(target));
  HM_TRY(const NodeStatus status, impl_->fs.stat(At(link)));
  if (status.kind == NodeKind::Symlink) {
    HM_TRY(const std::string old, impl_->fs.read_link(At(link)));
    if (!old.starts_with(dir() + "/"))
      return fail(Code::Conflict, "'{}' is a link to '{}', which is not in the store: it is left alone", link,
                  old);
  } else if (status.kind != NodeKind::Missing) {
    return fail(Code::Conflict, "'{}' exists and is not a link into the store: it is left alone", link);
  }
  HM_CHECK(add_indirect_root(link));
  HM_TRY(const Fd directory, impl_->fs.open_directory(At(directory_of(link))));
  const std::string name = link.substr(link.rfind('/') + 1);
  const std::string beside = "." + name + ".hm-new";
  ignore(impl_->fs.unlink(At(directory, beside)), "it is there only if we were killed between two lines");
  HM_CHECK(impl_->fs.make_symlink(impl_->physical(target), At(directory, beside)));
  HM_CHECK(impl_->fs.rename(At(directory, beside), At(directory, name), Rename::Replace));
  return impl_->fs.sync(directory);
}

}  // namespace hm
