// builtin:tree: files, links and copies, as listed.
#include <nlohmann/json.hpp>

#include "store/build/attributes.hpp"
#include "store/build/builtins.hpp"

namespace hm {

BuiltinBuilder find_builtin(const std::string& name) {
  if (name == "builtin:tree") return build_tree;
  if (name == "builtin:buildenv") return build_environment;
  if (name == "builtin:home-files") return build_home_files;
  if (name == "builtin:generation") return build_generation;
  if (name == "builtin:fetchurl") return build_fetchurl;
  return nullptr;
}

Result<BuiltinResult> build_tree(const BuiltinInput& input) {
  TreeBuilder tree(input.fs);
  HM_CHECK(add_entries(tree, input.attributes, "entries"));
  BuiltinResult result;
  HM_TRY(result.tree, tree.take());
  HM_TRY(result.check, strings_attribute(input.attributes, "check"));
  return result;
}

}  // namespace hm
