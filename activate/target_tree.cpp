// Builds the tree of targets: one merge over lists that are in path order, so that each path continues the
// one before it.
#include <algorithm>

#include "activate/observe.hpp"

namespace hm::activate {
namespace {

struct Entry {
  std::string_view path;
  std::int32_t old_file = -1, new_file = -1, kept = -1;
};

std::vector<Entry> entries_of(const Generation& from, const Generation& to, const Ledger& ledger) {
  const bool same = !to.none() && from.store_path == to.store_path;
  std::vector<Entry> entries;
  entries.reserve(from.manifest.files.size() + to.manifest.files.size());
  const auto add = [&](const Manifest& manifest, bool is_old, bool is_new) {
    const auto size = static_cast<std::int32_t>(manifest.files.size());
    for (std::int32_t i = 0; i < size; ++i) {
      entries.push_back(
          {manifest.files[static_cast<std::size_t>(i)].target, is_old ? i : -1, is_new ? i : -1, -1});
    }
  };
  add(to.manifest, same, true);
  const auto middle = static_cast<std::ptrdiff_t>(entries.size());
  if (!same) add(from.manifest, true, false);
  const auto in_order = [](const Entry& a, const Entry& b) { return path_order(a.path, b.path); };
  std::inplace_merge(entries.begin(), entries.begin() + middle, entries.end(), in_order);
  if (!ledger.kept.empty()) {
    const auto end = static_cast<std::ptrdiff_t>(entries.size());
    const auto size = static_cast<std::int32_t>(ledger.kept.size());
    for (std::int32_t i = 0; i < size; ++i) {
      entries.push_back({ledger.kept[static_cast<std::size_t>(i)].target, -1, -1, i});
    }
    std::stable_sort(entries.begin() + end, entries.end(), in_order);
    std::inplace_merge(entries.begin(), entries.begin() + end, entries.end(), in_order);
  }
  return entries;
}

}  // namespace

std::vector<Node> build_tree(const Generation& from, const Generation& to, const Ledger& ledger) {
  std::vector<Node> nodes(1);
  std::vector<std::uint32_t> stack = {0};  // the nodes of the path before, the root first
  std::vector<std::string_view> names;
  for (const Entry& entry : entries_of(from, to, ledger)) {
    // How much of the path before is shared?
    std::size_t depth = 0, start = 0;
    while (start <= entry.path.size()) {
      const std::size_t slash = std::min(entry.path.find('/', start), entry.path.size());
      const std::string_view name = entry.path.substr(start, slash - start);
      if (depth + 1 >= stack.size() || nodes[stack[depth + 1]].name != name) {
        stack.resize(depth + 1);
        const auto fresh = static_cast<std::uint32_t>(nodes.size());
        Node& node = nodes.emplace_back();
        node.name = name;
        node.parent = stack[depth];
        Node& parent = nodes[stack[depth]];
        if (parent.last_child == 0) {
          parent.first_child = fresh;
        } else {
          nodes[parent.last_child].next_sibling = fresh;
        }
        parent.last_child = fresh;
        stack.push_back(fresh);
      }
      ++depth;
      start = slash + 1;
    }
    stack.resize(depth + 1);
    Node& leaf = nodes[stack.back()];
    if (entry.old_file >= 0) leaf.old_file = entry.old_file;
    if (entry.new_file >= 0) leaf.new_file = entry.new_file;
    if (entry.kept >= 0 && leaf.kept < 0) leaf.kept = entry.kept;
    for (std::size_t i = 0; i + 1 < stack.size(); ++i) {
      nodes[stack[i]].old_below |= entry.old_file >= 0;
      nodes[stack[i]].new_below |= entry.new_file >= 0;
    }
  }
  return nodes;
}

std::string Observation::path(std::uint32_t node) const {
  if (node == 0) return {};
  std::string result(nodes[node].name);
  for (std::uint32_t up = nodes[node].parent; up != 0; up = nodes[up].parent) {
    result.insert(0, 1, '/');
    result.insert(0, nodes[up].name);
  }
  return result;
}

const Node* Observation::find(std::string_view path) const {
  std::uint32_t at = 0;
  while (true) {
    const std::size_t slash = path.find('/');
    const std::string_view name = path.substr(0, slash);
    std::uint32_t child = nodes[at].first_child;
    while (child != 0 && nodes[child].name != name) child = nodes[child].next_sibling;
    if (child == 0) return nullptr;
    if (slash == std::string_view::npos) return &nodes[child];
    at = child;
    path.remove_prefix(slash + 1);
  }
}

}  // namespace hm::activate
