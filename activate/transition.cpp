#include "activate/transition.hpp"

#include <cerrno>
#include <vector>

#include "activate/home_directories.hpp"

namespace hm::activate {
namespace {

// One directory of the view: leaves by name, and directories below.
struct Level {
  std::map<std::string, std::string> leaves;
  std::map<std::string, Level> below;
};

Level levels_of(const std::map<std::string, std::string>& view) {
  Level root;
  for (const auto& [path, text] : view) {
    Level* level = &root;
    std::string_view rest = path;
    for (std::size_t slash = rest.find('/'); slash != std::string_view::npos; slash = rest.find('/')) {
      level = &level->below[std::string(rest.substr(0, slash))];
      rest.remove_prefix(slash + 1);
    }
    level->leaves[std::string(rest)] = text;
  }
  return root;
}

// The entries of a directory of the store; none where there is no such directory.
Result<std::vector<NodeEntry>> entries_of(Fs& fs, const std::string& path) {
  if (path.empty()) return std::vector<NodeEntry>{};
  auto directory = fs.open_directory(At(path));
  if (!directory) {
    const int number = directory.error().os_error();
    if (number == ENOENT || number == ENOTDIR) return std::vector<NodeEntry>{};
    return std::move(directory).error();
  }
  return fs.list(*directory);
}

Status fill(Fs& fs, const Fd& directory, const std::string& base, const Level& level) {
  HM_TRY(const std::vector<NodeEntry> entries, entries_of(fs, base));
  std::map<std::string, NodeKind> in_base;
  for (const NodeEntry& entry : entries) {
    in_base[entry.name] = entry.kind;
    if (level.leaves.contains(entry.name) || level.below.contains(entry.name)) continue;
    HM_CHECK(fs.make_symlink(base + "/" + entry.name, At(directory, entry.name)));
  }
  for (const auto& [name, text] : level.leaves) {
    if (!level.below.contains(name)) HM_CHECK(fs.make_symlink(text, At(directory, name)));
  }
  for (const auto& [name, below] : level.below) {
    HM_CHECK(fs.make_directory(At(directory, name), 0700));
    HM_TRY(Fd inner, fs.open_directory(At(directory, name), Follow::No));
    const auto it = in_base.find(name);
    const bool real = it != in_base.end() && it->second == NodeKind::Directory;
    HM_CHECK(fill(fs, inner, real ? base + "/" + name : "", below));
  }
  return fs.sync(directory);
}

}  // namespace

Status make_transition(Fs& fs, const Fd& state, const std::string& name, const std::string& base,
                       const std::map<std::string, std::string>& view) {
  HM_CHECK(remove_tree(fs, state, name));
  HM_CHECK(fs.make_directory(At(state, name), 0700));
  HM_TRY(Fd root, fs.open_directory(At(state, name), Follow::No));
  HM_TRY(const std::vector<NodeEntry> entries, entries_of(fs, base));
  for (const NodeEntry& entry : entries) {
    if (entry.name != "home-files") HM_CHECK(fs.make_symlink(base + "/" + entry.name, At(root, entry.name)));
  }
  HM_CHECK(fs.make_directory(At(root, "home-files"), 0700));
  HM_TRY(Fd files, fs.open_directory(At(root, "home-files"), Follow::No));
  HM_CHECK(fill(fs, files, base.empty() ? "" : base + "/home-files", levels_of(view)));
  HM_CHECK(fs.sync(root));
  return fs.sync(state);
}

}  // namespace hm::activate
