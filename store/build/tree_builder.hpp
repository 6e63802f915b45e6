// A tree in memory that grows entry by entry. Directories on the way are made; what is there already is never
// replaced silently. A copied directory stays one entry until something is put inside it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "store/tree_sink.hpp"

namespace hm {

class TreeBuilder {
 public:
  explicit TreeBuilder(Fs& fs) : fs_(fs) {}

  // What stands at `path` ("" is the root); null where nothing does. Looks into copied directories.
  Result<Tree*> find(std::string_view path);
  // The directory at `path`, made where it is missing. Code::BadUse where something else stands on the way.
  Result<Tree*> directory(std::string_view path);
  // Puts `node` at `path`. Code::BadUse where something stands there, except a directory onto a directory.
  Status add(std::string_view path, Tree node);
  bool empty() const { return !root_; }
  Result<Tree> take();

 private:
  // Turns a copied directory into one whose entries are copied.
  Status expand(Tree& node);
  Fs& fs_;
  std::optional<Tree> root_;
};

Tree text_node(std::string text, bool executable = false);
Tree symlink_node(std::string target);
Tree copy_node(std::string path, std::optional<bool> executable = std::nullopt);

}  // namespace hm
