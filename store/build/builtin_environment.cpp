// builtin:buildenv: many packages seen as one tree. The rules are those of nixpkgs' buildEnv: a directory
// that only one package has is one link; where several have it, it becomes a real directory and each entry is
// decided for itself; a lower priority number wins; what is equally good and differs is a collision.
#include <nlohmann/json.hpp>

#include "store/build/attributes.hpp"
#include "store/build/builtins.hpp"

namespace hm {
namespace {

using nlohmann::json;

// Files that packages all have and nobody wants merged.
bool is_left_out(const std::string& path, const std::string& name) {
  const auto below = [&](std::string_view directory) { return path.starts_with(directory); };
  return path == "propagated-build-inputs" || path == "nix-support" || path.ends_with("info/dir") ||
         path == "info/dir" || name == "perllocal.pod" || name == "log" ||
         (below("share/mime/") && !below("share/mime/packages"));
}

struct Node {
  // The thing at this place that the packages have; "" where it is a directory of our own with `entries`.
  std::string target;
  bool directory = false;  // `target` is a directory
  std::int64_t priority = 0;
  std::map<std::string, Node> entries;
};

class Environment {
 public:
  Environment(Fs& fs, std::vector<std::string> paths_to_link, bool ignore_collisions)
      : fs_(fs), paths_to_link_(std::move(paths_to_link)), ignore_collisions_(ignore_collisions) {
    root_.directory = true;
  }

  // Paths that are not there are left out, and so are words that are no paths.
  Status add_package(const std::string& package, std::int64_t priority) {
    if (!package.starts_with('/')) return {};
    HM_TRY(const NodeStatus status, fs_.stat(At(package), Follow::Yes));
    if (status.kind == NodeKind::Missing) return {};
    if (status.kind != NodeKind::Directory) {
      return fail(Code::InvalidDerivation, "'{}' is a file and cannot be merged into an environment",
                  package);
    }
    return merge_entries(root_, "", package, priority);
  }

  Tree tree() const { return to_tree(root_); }

 private:
  static bool is_below(std::string_view path, std::string_view directory) {
    return directory.empty() || path == directory ||
           (path.starts_with(directory) && path.size() > directory.size() && path[directory.size()] == '/');
  }
  bool wanted(const std::string& path) const {
    for (const std::string& link : paths_to_link_) {
      if (is_below(path, link)) return true;
    }
    return false;
  }
  bool leads_to_wanted(const std::string& path) const {
    for (const std::string& link : paths_to_link_) {
      if (link.size() > path.size() && is_below(link, path)) return true;
    }
    return false;
  }

  Status merge_entries(Node& node, const std::string& at, const std::string& source, std::int64_t priority) {
    HM_TRY(const Fd held, fs_.open_directory(At(source)));
    HM_TRY(const std::vector<NodeEntry> entries, fs_.list(held));
    for (const NodeEntry& entry : entries) {
      const std::string path = at.empty() ? entry.name : at + "/" + entry.name;
      if (is_left_out(path, entry.name)) continue;
      HM_CHECK(merge(node, path, entry.name, source + "/" + entry.name, priority));
    }
    return {};
  }

  Status merge(Node& parent, const std::string& path, const std::string& name, const std::string& source,
               std::int64_t priority) {
    HM_TRY(const NodeStatus status, fs_.stat(At(source), Follow::Yes));
    const bool directory = status.kind == NodeKind::Directory;
    // On the way to a wanted path a real directory stands, that holds only what is wanted.
    const bool on_the_way = directory && leads_to_wanted(path);
    if (!wanted(path) && !on_the_way) return {};
    const auto [place, fresh] = parent.entries.try_emplace(name);
    Node& node = place->second;
    if (fresh) {
      node.priority = priority;
      node.directory = directory;
      if (!on_the_way) {
        node.target = source;
        return {};
      }
      return merge_entries(node, path, source, priority);
    }
    if (directory && node.directory) {
      if (node.target == source) return {};
      // What was one link becomes a directory with the entries of both.
      if (!node.target.empty()) {
        const std::string first = std::exchange(node.target, "");
        HM_CHECK(merge_entries(node, path, first, node.priority));
      }
      return merge_entries(node, path, source, priority);
    }
    return decide(node, path, source, directory, priority);
  }

  Status decide(Node& node, const std::string& path, const std::string& source, bool directory,
                std::int64_t priority) {
    if (node.target == source || priority > node.priority) return {};
    if (priority < node.priority) {
      node = Node();
      node.target = source;
      node.directory = directory;
      node.priority = priority;
      return {};
    }
    if (ignore_collisions_) return {};
    HM_TRY(const bool same, same_file(node.target, source));
    if (same) return {};
    return fail(Code::InvalidDerivation, "two packages both provide '{}', and their files differ", path)
        .note(
            fmt::format("one is '{}'", node.target.empty() ? "a directory of several packages" : node.target))
        .note(fmt::format("the other is '{}'", source))
        .hint("give one of them a lower priority number with lib.setPrio, or remove it");
  }

  Result<bool> same_file(const std::string& a, const std::string& b) {
    if (a.empty()) return false;
    HM_TRY(const NodeStatus first, fs_.stat(At(a), Follow::Yes));
    HM_TRY(const NodeStatus second, fs_.stat(At(b), Follow::Yes));
    if (first.kind != NodeKind::File || second.kind != NodeKind::File) return false;
    if (first.device == second.device && first.inode == second.inode) return true;
    if (first.size != second.size || first.executable() != second.executable()) return false;
    HM_TRY(const std::string left, read_file(fs_, At(a)));
    HM_TRY(const std::string right, read_file(fs_, At(b)));
    return left == right;
  }

  static Tree to_tree(const Node& node) {
    if (!node.target.empty()) return symlink_node(node.target);
    Tree tree;
    for (const auto& [name, child] : node.entries) {
      Tree below = to_tree(child);
      // A directory made only on the way to a wanted path that turned out not to be there.
      if (child.target.empty() && below.entries.empty()) continue;
      tree.entries.emplace(name, std::move(below));
    }
    return tree;
  }

  Fs& fs_;
  std::vector<std::string> paths_to_link_;  // "" is everything
  bool ignore_collisions_;
  Node root_;
};

// "/share/man/" -> "share/man"
std::string trimmed(std::string path) {
  while (!path.empty() && path.back() == '/') path.pop_back();
  return path.substr(std::min(path.find_first_not_of('/'), path.size()));
}

// A link to a directory, turned into a directory of links, so that something can be put inside.
Status open_up(Fs& fs, Tree& node) {
  if (node.kind != Tree::Kind::Symlink) return {};
  HM_TRY(const NodeStatus status, fs.stat(At(node.text), Follow::Yes));
  if (status.kind != NodeKind::Directory) return {};
  HM_TRY(const Fd held, fs.open_directory(At(node.text)));
  HM_TRY(const std::vector<NodeEntry> entries, fs.list(held));
  Tree directory;
  for (const NodeEntry& entry : entries)
    directory.entries.emplace(entry.name, symlink_node(node.text + "/" + entry.name));
  node = std::move(directory);
  return {};
}

// Opens every directory on the way to `path`, where one is there.
Status open_way(Fs& fs, Tree& root, std::string_view path) {
  Tree* node = &root;
  while (true) {
    const std::size_t slash = path.find('/');
    if (slash == std::string_view::npos) return {};
    const auto found = node->entries.find(std::string(path.substr(0, slash)));
    if (found == node->entries.end()) return {};
    HM_CHECK(open_up(fs, found->second));
    node = &found->second;
    path.remove_prefix(slash + 1);
  }
}

}  // namespace

Result<BuiltinResult> build_environment(const BuiltinInput& input) {
  const json& attributes = input.attributes;
  HM_TRY(std::vector<std::string> links, strings_attribute(attributes, "pathsToLink"));
  if (find_attribute(attributes, "pathsToLink") == nullptr) links.emplace_back("/");
  for (std::string& link : links) link = trimmed(std::move(link));
  HM_TRY(const bool ignore_collisions, bool_attribute(attributes, "ignoreCollisions", false));
  HM_TRY(const std::string prefix_text, string_attribute(attributes, "extraPrefix", ""));
  const std::string prefix = trimmed(prefix_text);

  Environment environment(input.fs, std::move(links), ignore_collisions);
  HM_TRY(const std::vector<json> packages, list_attribute(attributes, "paths"));
  for (const json& package : packages) {
    HM_TRY(const std::string path, string_attribute(package, "path"));
    HM_TRY(const std::int64_t priority, integer_attribute(package, "priority", 5));
    HM_CHECK(environment.add_package(path, priority));
  }

  TreeBuilder tree(input.fs);
  Tree merged = environment.tree();
  HM_TRY(const std::vector<json> entries, list_attribute(attributes, "entries"));
  for (const json& entry : entries) {
    HM_TRY(const std::string path, string_attribute(entry, "path"));
    HM_CHECK(open_way(input.fs, merged, path));
  }
  if (prefix.empty() || !merged.entries.empty()) HM_CHECK(tree.add(prefix, std::move(merged)));
  HM_CHECK(add_entries(tree, attributes, "entries", prefix));
  BuiltinResult result;
  HM_TRY(result.tree, tree.take());
  return result;
}

}  // namespace hm
