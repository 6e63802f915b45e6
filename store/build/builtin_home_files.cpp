// builtin:home-files: the tree of a home's files, as Home Manager's own builder lays it out. Recursive
// sources are laid out as lndir does: directories made, a link for every file, links copied as they are,
// version control left out.
#include <set>

#include <nlohmann/json.hpp>

#include "store/build/attributes.hpp"
#include "store/build/builtins.hpp"

namespace hm {
namespace {

using nlohmann::json;

// What lndir does not descend into.
bool is_version_control(const std::string& name) {
  static const std::set<std::string> kNames = {"BitKeeper", "CVS", "CVS.adm", ".git",
                                               ".hg",       "RCS", "SCCS",    ".svn"};
  return kNames.contains(name);
}

enum class Overlap { Error, Ignore, Override };

class HomeFiles {
 public:
  HomeFiles(Fs& fs, Overlap overlap) : fs_(fs), tree_(fs), overlap_(overlap) {}

  Status insert(const json& file) {
    HM_TRY(const std::string target, string_attribute(file, "target"));
    if (!is_safe_relative(target)) {
      return fail(Code::InvalidDerivation, "the file '{}' would be outside of the home directory", target);
    }
    // The modules assert that targets are unique; should two meet here all the same, the first one stays.
    if (!seen_.insert(target).second) return {};
    HM_TRY(Tree* const there, tree_.find(target));
    if (there != nullptr && there->kind != Tree::Kind::Directory) {
      if (overlap_ == Overlap::Ignore) return {};
      if (overlap_ == Overlap::Error)
        return fail(Code::InvalidDerivation, "{} conflicts with recursively symlinked file", target);
      HM_CHECK(remove(target));
    }
    HM_TRY(std::optional<std::string> text, optional_string(file, "text"));
    HM_TRY(const std::optional<std::string> source, optional_string(file, "source"));
    HM_TRY(const std::optional<bool> executable, optional_bool(file, "executable"));
    if (text.has_value() == source.has_value()) {
      return fail(Code::InvalidDerivation, "the file '{}' needs exactly one of 'text' and 'source'", target);
    }
    if (text) return add(target, text_node(std::move(*text), executable.value_or(false)));
    HM_TRY(const NodeStatus status, fs_.stat(At(*source), Follow::Yes));
    HM_TRY(const bool recursive, bool_attribute(file, "recursive", false));
    if (status.kind == NodeKind::Directory && recursive) {
      HM_TRY(const bool ignore_links, bool_attribute(file, "ignorelinks", false));
      HM_TRY(Tree* const made, tree_.directory(target));
      static_cast<void>(made);
      return lay_out(*source, target, executable, ignore_links);
    }
    if (status.kind == NodeKind::Directory || !executable || *executable == status.executable())
      return add(target, symlink_node(*source));
    // The executable bit must differ from the source's: only then a copy.
    if (status.kind != NodeKind::File)
      return fail(Code::NotFound, "the source '{}' of '{}' does not exist", *source, target);
    HM_TRY(std::string contents, read_file(fs_, At(*source)));
    return add(target, text_node(std::move(contents), *executable));
  }

  Result<Tree> take() {
    HM_TRY(Tree* const root, tree_.directory(""));  // no files: an empty directory
    static_cast<void>(root);
    return tree_.take();
  }

 private:
  Status add(const std::string& target, Tree node) {
    Status added = tree_.add(target, std::move(node));
    if (!added) added.error().diagnostic().code = Code::InvalidDerivation;
    return added;
  }

  Status remove(const std::string& target) {
    const std::size_t slash = target.rfind('/');
    HM_TRY(Tree* const parent, tree_.directory(slash == std::string::npos ? "" : target.substr(0, slash)));
    parent->entries.erase(target.substr(slash == std::string::npos ? 0 : slash + 1));
    return {};
  }

  Status lay_out(const std::string& source, const std::string& target, std::optional<bool> executable,
                 bool ignore_links) {
    HM_TRY(const Fd held, fs_.open_directory(At(source)));
    HM_TRY(const std::vector<NodeEntry> entries, fs_.list(held));
    for (const NodeEntry& entry : entries) {
      const std::string from = source + "/" + entry.name, to = target + "/" + entry.name;
      if (entry.kind == NodeKind::Directory) {
        if (is_version_control(entry.name)) continue;
        HM_TRY(Tree* const made, tree_.directory(to));
        static_cast<void>(made);
        HM_CHECK(lay_out(from, to, executable, ignore_links));
        continue;
      }
      HM_TRY(Tree* const there, tree_.find(to));
      if (there != nullptr) continue;  // what was declared for itself stays
      if (entry.kind == NodeKind::Symlink && !ignore_links) {
        HM_TRY(std::string link, fs_.read_link(At(held, entry.name)));
        HM_CHECK(add(to, symlink_node(std::move(link))));
        continue;
      }
      HM_TRY(const NodeStatus status, fs_.stat(At(from), Follow::Yes));
      if (executable && status.kind == NodeKind::File && status.executable() != *executable) {
        HM_TRY(std::string contents, read_file(fs_, At(from)));
        HM_CHECK(add(to, text_node(std::move(contents), *executable)));
      } else {
        HM_CHECK(add(to, symlink_node(from)));
      }
    }
    return {};
  }

  Fs& fs_;
  TreeBuilder tree_;
  Overlap overlap_;
  std::set<std::string> seen_;
};

}  // namespace

Result<BuiltinResult> build_home_files(const BuiltinInput& input) {
  HM_TRY(const std::string overlap, string_attribute(input.attributes, "fileOverlapResolution", "error"));
  HomeFiles home(input.fs, overlap == "ignore"     ? Overlap::Ignore
                           : overlap == "override" ? Overlap::Override
                                                   : Overlap::Error);
  const json* files = find_attribute(input.attributes, "files");
  if (files != nullptr && !files->is_array())
    return fail(Code::InvalidDerivation, "the attribute 'files' of builtin:home-files must be a list");
  if (files != nullptr) {
    for (const json& file : *files) HM_CHECK(home.insert(file));
  }
  BuiltinResult result;
  HM_TRY(result.tree, home.take());
  return result;
}

}  // namespace hm
