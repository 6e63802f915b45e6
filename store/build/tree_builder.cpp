#include "store/build/tree_builder.hpp"

namespace hm {

Tree text_node(std::string text, bool executable) {
  Tree node;
  node.kind = Tree::Kind::Text;
  node.text = std::move(text);
  node.executable = executable;
  return node;
}

Tree symlink_node(std::string target) {
  Tree node;
  node.kind = Tree::Kind::Symlink;
  node.text = std::move(target);
  return node;
}

Tree copy_node(std::string path, std::optional<bool> executable) {
  Tree node;
  node.kind = Tree::Kind::Copy;
  node.text = std::move(path);
  node.executable = executable;
  return node;
}

namespace {

// Splits off the first component.
std::string_view next_component(std::string_view& rest) {
  const std::size_t slash = rest.find('/');
  const std::string_view component = rest.substr(0, slash);
  rest = slash == std::string_view::npos ? std::string_view() : rest.substr(slash + 1);
  return component;
}

Status check_path(std::string_view path) {
  if (path.empty() || is_safe_relative(path)) return {};
  return fail(Code::BadUse, "'{}' is not a path inside the output", std::string(path));
}

}  // namespace

Status TreeBuilder::expand(Tree& node) {
  if (node.kind != Tree::Kind::Copy) return {};
  HM_TRY(const NodeStatus status, fs_.stat(At(node.text)));
  if (status.kind == NodeKind::Symlink) {
    HM_TRY(std::string target, fs_.read_link(At(node.text)));
    node = symlink_node(std::move(target));
  }
  if (status.kind != NodeKind::Directory) return {};
  HM_TRY(const Fd held, fs_.open_directory(At(node.text), Follow::No));
  HM_TRY(const std::vector<NodeEntry> entries, fs_.list(held));
  Tree directory;
  for (const NodeEntry& entry : entries)
    directory.entries.emplace(entry.name, copy_node(node.text + "/" + entry.name));
  node = std::move(directory);
  return {};
}

Result<Tree*> TreeBuilder::find(std::string_view path) {
  HM_CHECK(check_path(path));
  if (!root_) return static_cast<Tree*>(nullptr);
  Tree* node = &*root_;
  while (!path.empty()) {
    HM_CHECK(expand(*node));
    if (node->kind != Tree::Kind::Directory) return static_cast<Tree*>(nullptr);
    const auto found = node->entries.find(std::string(next_component(path)));
    if (found == node->entries.end()) return static_cast<Tree*>(nullptr);
    node = &found->second;
  }
  return node;
}

Result<Tree*> TreeBuilder::directory(std::string_view path) {
  HM_CHECK(check_path(path));
  if (!root_) root_.emplace();
  Tree* node = &*root_;
  const std::string_view whole = path;
  while (true) {
    HM_CHECK(expand(*node));
    if (node->kind != Tree::Kind::Directory) {
      return fail(Code::BadUse, "'{}' needs a directory where another entry puts a file or a link",
                  std::string(whole));
    }
    if (path.empty()) return node;
    node = &node->entries[std::string(next_component(path))];
  }
}

Status TreeBuilder::add(std::string_view path, Tree node) {
  HM_CHECK(check_path(path));
  if (path.empty()) {
    if (root_) return fail(Code::BadUse, "two entries both want to be the whole output");
    root_ = std::move(node);
    return {};
  }
  const std::size_t slash = path.rfind('/');
  HM_TRY(Tree* const parent,
         directory(slash == std::string_view::npos ? std::string_view() : path.substr(0, slash)));
  const std::string name(slash == std::string_view::npos ? path : path.substr(slash + 1));
  const auto [place, fresh] = parent->entries.try_emplace(name, std::move(node));
  if (!fresh) return fail(Code::BadUse, "two entries both want to be '{}'", std::string(path));
  return {};
}

Result<Tree> TreeBuilder::take() {
  if (!root_) root_.emplace();
  return std::move(*root_);
}

}  // namespace hm
