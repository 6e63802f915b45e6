// builtin:generation: what activation needs, in one object.
#include <algorithm>

#include <nlohmann/json.hpp>

#include "store/build/attributes.hpp"
#include "store/build/builtins.hpp"
#include "store/fs_steps.hpp"

namespace hm {
namespace {

using nlohmann::json;

struct Leaf {
  std::string path;
  std::string content;  // a mark: see content_mark
};

// Tells leaves of two generations apart without reading them again: "f" and the hash of a file's bytes, or
// "l" and that of a link's text. 160 bits of SHA-256, as store paths have. Two marks that are the same mean
// the same content; two different ones of files, different content.
Result<std::string> content_mark(Fs& fs, const Fd& directory, const NodeEntry& entry) {
  const bool link = entry.kind == NodeKind::Symlink;
  std::string bytes;
  if (link) {
    HM_TRY(bytes, fs.read_link(At(directory, entry.name)));
  } else {
    HM_TRY(bytes, read_file(fs, At(directory, entry.name)));
  }
  return (link ? "l" : "f") + hash_of(HashAlgorithm::Sha256, bytes).base32().substr(0, 32);
}

// Every leaf of home-files, by its path; a directory that home-files links to is one leaf.
Status collect_leaves(Fs& fs, const Fd& directory, const std::string& prefix, std::vector<Leaf>& leaves) {
  HM_TRY(const std::vector<NodeEntry> entries, fs.list(directory));
  for (const NodeEntry& entry : entries) {
    const std::string path = prefix.empty() ? entry.name : prefix + "/" + entry.name;
    if (entry.kind == NodeKind::Directory) {
      HM_TRY(const Fd held, fs.open_directory(At(directory, entry.name), Follow::No));
      HM_CHECK(collect_leaves(fs, held, path, leaves));
    } else {
      HM_TRY(std::string mark, content_mark(fs, directory, entry));
      leaves.push_back({path, std::move(mark)});
    }
  }
  return {};
}

// The options of a leaf: its own, else those of the nearest directory above it that was declared.
const json* options_of(const json& options, const std::string& leaf, std::string& declared) {
  for (declared = leaf; !declared.empty();) {
    const auto found = options.find(declared);
    if (found != options.end() && found->is_object()) return &*found;
    const std::size_t slash = declared.rfind('/');
    declared.resize(slash == std::string::npos ? 0 : slash);
  }
  return nullptr;
}

Result<json> files_of(const BuiltinInput& input, const std::string& home_files, const json& options) {
  std::vector<Leaf> leaves;
  HM_TRY(const Fd held, input.fs.open_directory(At(home_files)));
  HM_CHECK(collect_leaves(input.fs, held, "", leaves));
  std::sort(leaves.begin(), leaves.end(), [](const Leaf& a, const Leaf& b) { return a.path < b.path; });
  json files = json::array();
  for (const auto& [leaf, content] : leaves) {
    json file = {{"target", leaf}, {"content", content}, {"force", false}, {"onChange", ""}};
    std::string declared;
    if (const json* given = options_of(options, leaf, declared)) {
      HM_TRY(file["force"], bool_attribute(*given, "force", false));
      HM_TRY(file["onChange"], string_attribute(*given, "onChange", ""));
      // Leaves of one recursive entry share its onChange, which is to run once: they name the entry.
      if (declared != leaf) file["entry"] = declared;
    }
    files.push_back(std::move(file));
  }
  return files;
}

}  // namespace

Result<BuiltinResult> build_generation(const BuiltinInput& input) {
  HM_TRY(const std::string home_files, string_attribute(input.attributes, "homeFiles"));
  HM_TRY(const std::optional<std::string> home_path, optional_string(input.attributes, "homePath"));
  HM_TRY(const std::optional<std::string> activate, optional_string(input.attributes, "activate"));
  HM_TRY(const std::string version, string_attribute(input.attributes, "hmVersion", ""));
  const json* given = find_attribute(input.attributes, "manifest");
  json manifest = given == nullptr ? json::object() : *given;
  if (!manifest.is_object())
    return fail(Code::InvalidDerivation, "the attribute 'manifest' of builtin:generation must be a set");
  // Options of files stand beside the manifest or in it; the manifest that is written has them folded into
  // `files`.
  json options = json::object();
  if (const json* beside = find_attribute(input.attributes, "fileOptions")) options = *beside;
  if (const json* inside = find_attribute(manifest, "fileOptions")) options = *inside;
  manifest.erase("fileOptions");
  if (!options.is_object())
    return fail(Code::InvalidDerivation, "the attribute 'fileOptions' of builtin:generation must be a set");
  HM_TRY(manifest["files"], files_of(input, home_files, options));

  TreeBuilder tree(input.fs);
  HM_CHECK(tree.add("home-files", symlink_node(home_files)));
  if (home_path) HM_CHECK(tree.add("home-path", symlink_node(*home_path)));
  if (activate) HM_CHECK(tree.add("activate", text_node(*activate, true)));
  std::string manifest_text;
  try {
    // On one line: it is read at every switch, and white space was a third of it. `jq . manifest.json` is for people.
    manifest_text = manifest.dump() + "\n";
  } catch (const json::type_error&) {
    return fail(Code::InvalidDerivation, "a file name in '{}' is not UTF-8, and cannot be in a manifest",
                home_files);
  }
  HM_CHECK(tree.add("manifest.json", text_node(std::move(manifest_text))));
  HM_CHECK(tree.add("hm-version", text_node(version)));
  if (const json* specialisations = find_attribute(input.attributes, "specialisations")) {
    for (const auto& [name, path] : specialisations->items()) {
      if (!path.is_string())
        return fail(Code::InvalidDerivation, "the specialisation '{}' of builtin:generation must be a path",
                    name);
      HM_CHECK(tree.add("specialisation/" + name, symlink_node(path.get<std::string>())));
    }
  }
  BuiltinResult result;
  HM_TRY(result.tree, tree.take());
  return result;
}

}  // namespace hm
