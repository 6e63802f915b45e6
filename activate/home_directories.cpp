#include "activate/home_directories.hpp"

#include <cerrno>

namespace hm::activate {
namespace {

constexpr std::size_t kSyncOneByOne = 8;

std::size_t index_of(Location::Base base) {
  return base == Location::Base::Home ? 0 : 1;
}

}  // namespace

Result<HomeDirectories> HomeDirectories::open(Fs& fs, const Place& place) {
  HomeDirectories result(fs);
  HM_TRY(result.home_, fs.open_directory(At(place.home)));
  HM_TRY(result.state_, fs.open_directory(At(place.state)));
  HM_TRY(result.profiles_, fs.open_directory(At(result.state_, "profiles"), Follow::No));
  HM_TRY(const NodeStatus home, fs.stat(At(result.home_), Follow::No));
  HM_TRY(const NodeStatus state, fs.stat(At(result.state_), Follow::No));
  result.home_device_ = home.device;
  result.state_device_ = state.device;
  return result;
}

Result<At> HomeDirectories::at(const Location& location) {
  std::vector<Open>& stack = open_[index_of(location.base)];
  std::string_view rest = location.path;
  std::size_t depth = 0;
  while (true) {
    const std::size_t slash = rest.find('/');
    const std::string_view name = rest.substr(0, slash);
    const Fd& here = depth == 0 ? base(location.base) : stack[depth - 1].fd;
    if (slash == std::string_view::npos) return At(here, std::string(name));
    if (depth == stack.size() || stack[depth].name != name) {
      stack.resize(depth);
      HM_TRY(Fd next, fs_->open_directory(At(here, std::string(name)), Follow::No));
      stack.push_back({std::string(name), std::move(next)});
    }
    ++depth;
    rest.remove_prefix(slash + 1);
  }
}

Status HomeDirectories::rename(const Location& from, const Location& to, Rename how) {
  // Two places at once: the first one's directory is opened apart, for looking up the second may close it.
  const std::size_t slash = from.path.rfind('/');
  const std::string name = from.path.substr(slash == std::string::npos ? 0 : slash + 1);
  Fd directory;
  if (slash != std::string::npos) {
    HM_TRY(const At parent, at({from.base, from.path.substr(0, slash)}));
    HM_TRY(directory, fs_->open_directory(parent, Follow::No));
  }
  HM_TRY(const At target, at(to));
  return fs_->rename(At(slash == std::string::npos ? base(from.base) : directory, name), target, how);
}

void HomeDirectories::forget() {
  open_[0].clear();
  open_[1].clear();
}

void HomeDirectories::touched(const Location& location) {
  const std::size_t slash = location.path.rfind('/');
  touched_.insert({location.base, slash == std::string::npos ? "" : location.path.substr(0, slash)});
}

Status HomeDirectories::sync() {
  if (profiles_touched_) HM_CHECK(fs_->sync(profiles_));
  profiles_touched_ = false;
  if (touched_.size() > kSyncOneByOne) {
    // Directories of the home may be mount points of their own: each device once, through one of its
    // directories.
    std::set<std::uint64_t> devices;
    for (const Location& directory : touched_) {
      if (directory.path.empty()) {
        const bool home = directory.base == Location::Base::Home;
        if (devices.insert(home ? home_device_ : state_device_).second) {
          HM_CHECK(fs_->sync_filesystem(home ? home_ : state_));
        }
        continue;
      }
      auto at = this->at(directory);
      if (!at) continue;  // gone again, with what was in it
      HM_TRY(const NodeStatus status, fs_->stat(*at, Follow::No));
      if (status.kind != NodeKind::Directory || !devices.insert(status.device).second) continue;
      HM_TRY(Fd fd, fs_->open_directory(*at, Follow::No));
      HM_CHECK(fs_->sync_filesystem(fd));
    }
  } else {
    for (const Location& directory : touched_) {
      if (directory.path.empty()) {
        HM_CHECK(fs_->sync(base(directory.base)));
        continue;
      }
      auto at = this->at(directory);
      if (!at && (at.error().os_error() == ENOENT || at.error().os_error() == ENOTDIR)) continue;
      if (!at) return std::move(at).error();
      auto fd = fs_->open_directory(*at, Follow::No);
      if (!fd && (fd.error().os_error() == ENOENT || fd.error().os_error() == ENOTDIR ||
                  fd.error().os_error() == ELOOP)) {
        continue;
      }
      if (!fd) return std::move(fd).error();
      HM_CHECK(fs_->sync(*fd));
    }
  }
  touched_.clear();
  return {};
}

Status make_state_directory(Fs& fs, const Place& place) {
  const auto make = [&](const std::string& path) -> Result<bool> {
    auto made = fs.make_directory(At(path), 0700);
    if (made) return true;
    if (made.error().os_error() == EEXIST) return false;
    return std::move(made).error();
  };
  for (const std::string& path : {place.state, place.profiles(), place.state + "/kept"}) {
    HM_TRY(const NodeStatus status, fs.stat(At(path), Follow::Yes));
    if (status.kind == NodeKind::Directory) continue;
    // From the first missing component on.
    for (std::size_t slash = path.find('/', 1);; slash = path.find('/', slash + 1)) {
      const std::string part = path.substr(0, slash);
      HM_TRY(const NodeStatus there, fs.stat(At(part), Follow::Yes));
      if (there.kind != NodeKind::Directory) {
        HM_TRY(const bool fresh, make(part));
        if (fresh) {
          const std::size_t up = part.rfind('/');
          HM_TRY(Fd parent, fs.open_directory(At(up == 0 ? "/" : part.substr(0, up))));
          HM_CHECK(fs.sync(parent));
        }
      }
      if (slash == std::string::npos) break;
    }
  }
  return {};
}

Status remove_tree(Fs& fs, const Fd& directory, const std::string& name) {
  HM_TRY(const NodeStatus status, fs.stat(At(directory, name), Follow::No));
  if (status.kind == NodeKind::Missing) return {};
  if (status.kind != NodeKind::Directory) return fs.unlink(At(directory, name));
  {
    HM_TRY(Fd inner, fs.open_directory(At(directory, name), Follow::No));
    HM_TRY(const std::vector<NodeEntry> entries, fs.list(inner));
    for (const NodeEntry& entry : entries) HM_CHECK(remove_tree(fs, inner, entry.name));
  }
  return fs.remove_directory(At(directory, name));
}

}  // namespace hm::activate
