#include "activate/observe.hpp"

#include <cerrno>

namespace hm::activate {

std::vector<Node> build_tree(const Generation& from, const Generation& to,
                             const Ledger& ledger);  // target_tree.cpp

namespace {

constexpr std::size_t kMostInside = 100'000;

bool is_absent(const Error& error) {
  return error.os_error() == ENOENT || error.os_error() == ENOTDIR;
}

class Observer {
 public:
  Observer(Fs& fs, const Place& place, const Generation& from, const Generation& to, const Ledger& ledger,
           const ObserveOptions& options, Observation& out)
      : fs_(fs), place_(place), from_(from), to_(to), ledger_(ledger), options_(options), out_(out) {}

  Status run() {
    HM_TRY(Fd home, fs_.open_directory(At(place_.home)).context("looking at the home"));
    HM_TRY(const NodeStatus state, fs_.stat(At(place_.state), Follow::Yes));
    out_.state_device = state.device;
    if (!ledger_.profile.empty() && ledger_.profile != place_.profile()) {
      HM_TRY(const NodeStatus former, fs_.stat(At(ledger_.profile + "/home-files"), Follow::Yes));
      out_.former_alive = former.kind != NodeKind::Missing;
    }
    out_.nodes[0].seen.found = Found::Directory;
    HM_CHECK(children(0, home, ""));
    return compare();
  }

 private:
  Status children(std::uint32_t id, const Fd& directory, const std::string& path) {
    for (std::uint32_t child = out_.nodes[id].first_child; child != 0;
         child = out_.nodes[child].next_sibling) {
      const std::string name(out_.nodes[child].name);
      HM_CHECK(node(child, directory, name, path.empty() ? name : path + "/" + name));
    }
    return {};
  }

  Status node(std::uint32_t id, const Fd& parent, const std::string& name, const std::string& path) {
    HM_CHECK(look(id, parent, name, path));
    return out_.nodes[id].kept < 0 ? Status() : look_at_kept(id, path);
  }

  // Is what was put aside still there? And where it is a directory that is wanted again with links in it,
  // what is in their places there?
  Status look_at_kept(std::uint32_t id, const std::string& path) {
    const Kept& kept = ledger_.kept[static_cast<std::size_t>(out_.nodes[id].kept)];
    HM_TRY(const NodeStatus status, fs_.stat(At(kept.at.absolute(place_)), Follow::No));
    Node& here = out_.nodes[id];
    here.seen.kept_gone = status.kind != kept.kind;
    const Found found = here.seen.found;
    const bool ours = found == Found::Ours || found == Found::Former || found == Found::Missing;
    if (here.seen.kept_gone || kept.kind != NodeKind::Directory || !here.new_below || !ours) return {};
    HM_TRY(Fd directory, fs_.open_directory(At(kept.at.absolute(place_)), Follow::No));
    here.seen.in_kept = true;
    return children(id, directory, path);
  }

  Status look(std::uint32_t id, const Fd& parent, const std::string& name, const std::string& path) {
    // A leaf we know is a link of ours in all likelihood: one call, where a stat first would make it two.
    if (out_.nodes[id].first_child == 0 && out_.nodes[id].old_file >= 0) {
      auto text = fs_.read_link(At(parent, name));
      if (text) {
        saw_link(id, path, std::move(text).value());
        return note_surroundings(id, parent, name);
      }
      if (text.error().os_error() != EINVAL && !is_absent(text.error())) return std::move(text).error();
    }
    HM_TRY(const NodeStatus status, fs_.stat(At(parent, name), Follow::No));
    Seen& seen = out_.nodes[id].seen;
    seen.mode = status.mode;
    switch (status.kind) {
      case NodeKind::Missing:
        seen.found = Found::Missing;
        return {};
      case NodeKind::Symlink: {
        HM_TRY(std::string text, fs_.read_link(At(parent, name)));
        saw_link(id, path, std::move(text));
        break;
      }
      case NodeKind::File: {
        seen.found = Found::File;
        HM_CHECK(compare_with_leaf(id, At(parent, name), status, path));
        break;
      }
      case NodeKind::Directory: {
        seen.found = Found::Directory;
        HM_TRY(Fd here, fs_.open_directory(At(parent, name), Follow::No));
        HM_CHECK(children(id, here, path));
        // Needed to judge whether everything in it is ours.
        if (out_.nodes[id].new_file >= 0 || out_.nodes[id].kept >= 0)
          HM_CHECK(look_inside(id, here, path, ""));
        break;
      }
      case NodeKind::Other:
        seen.found = Found::Special;
        break;
    }
    return note_surroundings(id, parent, name);
  }

  // Which of our generations, or whose, does a link belong to?
  Found judge(const std::string& path, const std::string& text) const {
    if (text == place_.link_text(path)) return Found::Ours;
    for (const Generation* generation : {&from_, &to_}) {
      const auto it = generation->direct.find(path);
      if (it != generation->direct.end() && it->second == text) return Found::Ours;
    }
    if (!ledger_.profile.empty() && text == ledger_.profile + "/home-files/" + path) return Found::Former;
    if (leads_into_home_manager(text, path)) return Found::HomeManager;
    return Found::Link;
  }

  void saw_link(std::uint32_t id, const std::string& path, std::string text) {
    Seen& seen = out_.nodes[id].seen;
    seen.found = judge(path, text);
    seen.link = std::move(text);
  }

  Status compare_with_leaf(std::uint32_t id, const At& at, const NodeStatus& status,
                           const std::string& path) {
    // Names elsewhere and set-id bits would be lost with the file: such a one is never taken over in silence.
    if (out_.nodes[id].new_file < 0 || status.links != 1 || (status.mode & 07000) != 0) return {};
    HM_TRY(out_.nodes[id].seen.identical, same_content(fs_, at, At(to_.leaf(path))));
    return {};
  }

  // For what is in the way: its file system, and a free name beside it.
  Status note_surroundings(std::uint32_t id, const Fd& parent, const std::string& name) {
    const Node& here = out_.nodes[id];
    if (here.new_file < 0 && !here.new_below) return {};
    const Found found = here.seen.found;
    if (found == Found::Ours || found == Found::Former || (found == Found::Directory && here.new_file < 0))
      return {};
    HM_TRY(const NodeStatus status, fs_.stat(At(parent), Follow::No));
    out_.nodes[id].seen.device = status.device;
    if (options_.backup_extension.empty()) return {};
    const std::string base = name + "." + options_.backup_extension;
    const std::string directory = out_.path(out_.nodes[id].parent);
    for (unsigned n = 0; n < 10'000; ++n) {
      const std::string candidate = n == 0 ? base : fmt::format("{}.{}", base, n);
      if (out_.find(directory.empty() ? candidate : directory + "/" + candidate) != nullptr) continue;
      HM_TRY(const NodeStatus there, fs_.stat(At(parent, candidate), Follow::No));
      if (there.kind != NodeKind::Missing) continue;
      out_.nodes[id].seen.backup = candidate;
      return {};
    }
    return {};
  }

  Status look_inside(std::uint32_t id, const Fd& directory, const std::string& path,
                     const std::string& below) {
    HM_TRY(const std::vector<NodeEntry> entries, fs_.list(directory));
    for (const NodeEntry& entry : entries) {
      if (out_.nodes[id].seen.inside.size() >= kMostInside) {
        // Surely nothing of ours alone; what matters is that it is not taken for empty.
        out_.nodes[id].seen.inside.push_back({below.empty() ? "…" : below + "/…", Found::File, "", 0});
        return {};
      }
      Inside inside;
      inside.path = below.empty() ? entry.name : below + "/" + entry.name;
      const std::string whole = path + "/" + inside.path;
      if (entry.kind == NodeKind::Symlink) {
        HM_TRY(inside.link, fs_.read_link(At(directory, entry.name)));
        inside.found = judge(whole, inside.link);
      } else {
        inside.found = entry.kind == NodeKind::Directory ? Found::Directory
                       : entry.kind == NodeKind::File    ? Found::File
                                                         : Found::Special;
      }
      if (inside.found != Found::Directory) {
        out_.nodes[id].seen.inside.push_back(std::move(inside));
        continue;
      }
      HM_TRY(Fd next, fs_.open_directory(At(directory, entry.name), Follow::No));
      HM_TRY(const NodeStatus status, fs_.stat(At(next), Follow::No));
      inside.mode = status.mode;
      const std::string deeper = inside.path;
      out_.nodes[id].seen.inside.push_back(std::move(inside));
      HM_CHECK(look_inside(id, next, path, deeper));
    }
    return {};
  }

  // Which leaves differ between the generations?
  Status compare() {
    if (!options_.compare || from_.none() || to_.none() || from_.store_path == to_.store_path) return {};
    auto old_files = fs_.open_directory(At(from_.store_path + "/home-files"));
    // A generation whose files are gone differs in everything.
    if (!old_files && !is_absent(old_files.error())) return std::move(old_files).error();
    auto new_files = fs_.open_directory(At(to_.store_path + "/home-files"));
    if (!new_files && !is_absent(new_files.error())) return std::move(new_files).error();
    if (old_files && new_files) {
      HM_TRY(const NodeStatus a, fs_.stat(At(*old_files), Follow::No));
      HM_TRY(const NodeStatus b, fs_.stat(At(*new_files), Follow::No));
      if (a.inode == b.inode && a.device == b.device) return {};
    }
    for (Node& here : out_.nodes) {
      if (here.old_file < 0 || here.new_file < 0) continue;
      const ManagedFile& was = from_.manifest.files[static_cast<std::size_t>(here.old_file)];
      const ManagedFile& file = to_.manifest.files[static_cast<std::size_t>(here.new_file)];
      if (const std::optional<bool> same = same_by_mark(was, file)) {
        here.seen.changed = !*same;
        continue;
      }
      const std::string& target = file.target;
      here.seen.changed = true;
      if (!old_files || !new_files) continue;
      HM_TRY(const bool same, same_content(fs_, At(*old_files, target), At(*new_files, target)));
      here.seen.changed = !same;
    }
    return {};
  }

  Fs& fs_;
  const Place& place_;
  const Generation &from_, &to_;
  const Ledger& ledger_;
  const ObserveOptions& options_;
  Observation& out_;
};

// The text of a symlink; empty for what is none.
Result<std::string> link_or_nothing(Fs& fs, const At& at) {
  auto text = fs.read_link(at);
  if (!text && (text.error().os_error() == EINVAL || is_absent(text.error()))) return std::string();
  return text;
}

Result<bool> same_bytes(Fs& fs, const At& a, const At& b) {
  HM_TRY(Fd x, fs.open(a));
  HM_TRY(Fd y, fs.open(b));
  char left[16384], right[16384];
  while (true) {
    HM_TRY(const std::size_t n, fs.read(x, left, sizeof left));
    std::size_t have = 0;
    while (have < n) {
      HM_TRY(const std::size_t m, fs.read(y, right + have, n - have));
      if (m == 0) return false;
      have += m;
    }
    if (n == 0) {
      HM_TRY(const std::size_t m, fs.read(y, right, 1));
      return m == 0;
    }
    if (std::string_view(left, n) != std::string_view(right, n)) return false;
  }
}

Result<bool> same_directory(Fs& fs, const At& a, const At& b) {
  HM_TRY(Fd x, fs.open_directory(a));
  HM_TRY(Fd y, fs.open_directory(b));
  HM_TRY(const std::vector<NodeEntry> left, fs.list(x));
  HM_TRY(const std::vector<NodeEntry> right, fs.list(y));
  if (left.size() != right.size()) return false;
  for (std::size_t i = 0; i < left.size(); ++i) {
    if (left[i].name != right[i].name) return false;
  }
  for (const NodeEntry& entry : left) {
    HM_TRY(const bool same, same_content(fs, At(x, entry.name), At(y, entry.name)));
    if (!same) return false;
  }
  return true;
}

}  // namespace

Result<bool> same_content(Fs& fs, const At& a, const At& b) {
  HM_TRY(const NodeStatus x, fs.stat(a, Follow::Yes));
  HM_TRY(const NodeStatus y, fs.stat(b, Follow::Yes));
  if (x.kind == NodeKind::Missing && y.kind == NodeKind::Missing) {
    // Two links that lead nowhere (yet): the same where they say the same.
    auto left = fs.read_link(a);
    auto right = fs.read_link(b);
    return left && right && *left == *right;
  }
  if (x.kind != y.kind || x.kind == NodeKind::Missing || x.kind == NodeKind::Other) return false;
  if (x.inode == y.inode && x.device == y.device) return true;
  if (x.kind == NodeKind::Directory) return same_directory(fs, a, b);
  if (x.size != y.size) return false;
  return same_bytes(fs, a, b);
}

bool leads_into_home_manager(std::string_view text, std::string_view target) {
  if (text.size() < target.size() + 2 || !text.ends_with(target)) return false;
  std::string_view base = text.substr(0, text.size() - target.size());
  if (base.back() != '/') return false;
  base.remove_suffix(1);
  // <store>/<hash>-home-manager-files
  if (base.ends_with("-home-manager-files")) return true;
  if (!base.ends_with("/home-files")) return false;
  base.remove_suffix(std::string_view("/home-files").size());
  // <store>/<hash>-home-manager-generation, its profile, its collector root, or the profile of another hm
  if (base.ends_with("-home-manager-generation") || base.ends_with("/home-manager")) return true;
  return base.ends_with("/gcroots/current-home") || base.ends_with("/profiles/home");
}

Result<Observation> observe(Fs& fs, const Place& place, const Generation& from, const Generation& to,
                            const Ledger& ledger, const ObserveOptions& options) {
  Observation out;
  out.nodes = build_tree(from, to, ledger);
  HM_CHECK(Observer(fs, place, from, to, ledger, options, out).run());
  return out;
}

Result<Generation> load_generation(Fs& fs, const std::string& store_path, GenerationNumber number) {
  Generation generation;
  generation.number = number;
  generation.store_path = store_path;
  HM_TRY(const std::string text, read_text(fs, At(store_path + "/manifest.json"))
                                     .context(fmt::format("reading the manifest of '{}'", store_path)));
  auto manifest = parse_manifest(text);
  if (!manifest)
    return std::move(manifest).error().context(fmt::format("reading '{}/manifest.json'", store_path));
  generation.manifest = std::move(manifest).value();
  for (const UnitEntry& unit : generation.manifest.units) {
    if (generation.manifest.find(unit.target) == nullptr) continue;  // in a directory that is linked whole
    // The shortest way into the store: stays the same as long as the unit itself does.
    HM_TRY(const std::string leaf, link_or_nothing(fs, At(generation.leaf(unit.target))));
    if (leaf.starts_with('/')) {
      generation.direct[unit.target] = leaf;
      continue;
    }
    HM_TRY(const std::string files, link_or_nothing(fs, At(store_path + "/home-files")));
    generation.direct[unit.target] =
        files.starts_with('/') ? files + "/" + unit.target : generation.leaf(unit.target);
  }
  return generation;
}

}  // namespace hm::activate
