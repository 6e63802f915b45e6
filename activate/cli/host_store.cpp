// The store as evaluation sees it.
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include <fmt/format.h>

#include "activate/cli/host.hpp"
#include "activate/cli/observations.hpp"
#include "activate/cli/tree_hash.hpp"
#include "store/store.hpp"
#include "store/tree_sink.hpp"

namespace hm {

namespace {

Status check_expected(const std::optional<Hash>& expected, const Hash& found, const std::string& path) {
  if (!expected || *expected == found) return {};
  return fail(Code::HashMismatch, "hash mismatch importing path '{}';\n  specified: {}\n  got:       {}", path,
              expected->sri(), found.sri());
}

FileKind kind_of_node(NodeKind kind) {
  switch (kind) {
    case NodeKind::Missing: return FileKind::Missing;
    case NodeKind::File: return FileKind::Regular;
    case NodeKind::Directory: return FileKind::Directory;
    case NodeKind::Symlink: return FileKind::Symlink;
    case NodeKind::Other: break;
  }
  return FileKind::Other;
}

bool disk_executable(const std::string& path) {
  struct stat s;
  return ::lstat(path.c_str(), &s) == 0 && (s.st_mode & S_IXUSR) != 0;
}

}  // namespace

bool RealHost::executable(const std::string& path) const {
  Place place = locate(path);
  return place.kind == Place::Disk && disk_executable(place.path);
}

// The filter for a walk over `disk` that names what it finds by `walked`, where the evaluation knows it as `path`.
// `options` must outlive it. What the walk reads without asking this host is noted.
TreeFilter RealHost::import_filter(const std::string& path, const std::string& walked, const std::string& disk,
                                   const ImportOptions& options, std::set<std::string>* kept) {
  if (!options.filter) {
    if (settings_.observations) settings_.observations->tree(disk);
    return nullptr;
  }
  // The filter is not asked about the root, which need not be a directory.
  struct stat s;
  if (::lstat(disk.c_str(), &s) == 0) {
    note(disk, S_ISDIR(s.st_mode)   ? NodeKind::Directory
               : S_ISLNK(s.st_mode) ? NodeKind::Symlink
                                    : NodeKind::File);
  }
  return [this, &options, path, disk, size = walked.size(), kept](const std::string& found, NodeKind kind) {
    std::string below = found.substr(size);
    if (!options.filter(path + below, kind_of_node(kind))) return false;
    note(disk + below, kind);
    if (kept) kept->insert(below.substr(1));
    return true;
  };
}

// Computes what importing gives; notes what a filter took in `kept`.
Result<Hash> RealHost::hash_tree(const std::string& path, const ImportOptions& options, std::set<std::string>* kept) {
  if (!options.recursive) {
    HM_TRY(auto text, read_file(path));
    return hash_of(HashAlgorithm::Sha256, text);
  }
  // A tree of the disk as the store reads it: piece by piece, however large its files are.
  if (Place place = locate(path); place.kind == Place::Disk && !place.filter) {
    RealFs fs;
    NarHasher nar;
    HM_CHECK(walk_tree(fs, At(place.path), path, import_filter(path, path, place.path, options, kept), nar));
    return nar.finish().hash;
  }
  Hasher hasher(HashAlgorithm::Sha256);
  TreeWalk walk{*this, options.filter ? &options.filter : nullptr, [this](const std::string& p) { return executable(p); }, kept};
  HM_CHECK(write_nar(walk, path, [&](std::string_view bytes) { hasher.update(bytes); }));
  return hasher.finish();
}

Result<StorePath> RealHost::import_path(const std::string& path, const ImportOptions& options) {
  HM_CHECK(check_store_name(options.name));
  Remembered remembered;
  remembered.source = path;
  if (options.filter) remembered.kept.emplace();
  std::set<std::string>* kept = options.filter ? &*remembered.kept : nullptr;
  auto result = settings_.store ? store_tree(path, options, kept) : name_tree(path, options, kept);
  if (result) note_added(*result);
  if (result) remembered_.insert_or_assign(result->base(), std::move(remembered));
  return result;
}

// Read-only: only what it would be called.
Result<StorePath> RealHost::name_tree(const std::string& path, const ImportOptions& options, std::set<std::string>* kept) {
  HM_TRY(Hash hash, hash_tree(path, options, kept));
  HM_CHECK(check_expected(options.expected, hash, path));
  return fixed_output_path(settings_.store_dir, options.name, hash, options.recursive);
}

void RealHost::note_added(const StorePath& object) {
  if (settings_.observations && settings_.store) settings_.observations->added(object.in(settings_.store_dir));
}

// What importing reads without asking this host.
void RealHost::note(const std::string& path, NodeKind kind) {
  if (!settings_.observations) return;
  if (kind == NodeKind::Directory) settings_.observations->listing(path);
  if (kind == NodeKind::File) settings_.observations->content(path);
  if (kind == NodeKind::Symlink) settings_.observations->link(path);
}

Result<StorePath> RealHost::store_tree(const std::string& path, const ImportOptions& options, std::set<std::string>* kept) {
  Place place = locate(path);
  if (place.kind == Place::Disk && !place.filter) {
    SourceOptions source;
    source.name = options.name;
    source.recursive = options.recursive;
    source.expected = options.expected;
    source.filter = import_filter(path, place.path, place.path, options, kept);
    return settings_.store->add_source(place.path, source);
  }
  // Files inside the program, or a filtered source of before.
  HM_TRY(Tree tree, tree_of(path, "", options, kept));
  HM_TRY(StorePath result, settings_.store->add_tree(options.name, tree, {}));
  if (options.expected) {
    HM_TRY(Hash hash, hash_tree(path, options, nullptr));
    HM_CHECK(check_expected(options.expected, hash, path));
  }
  return result;
}

Result<Tree> RealHost::tree_of(const std::string& path, const std::string& below, const ImportOptions& options,
                               std::set<std::string>* kept) {
  Tree tree;
  HM_TRY(FileKind kind, kind_of(path));
  if (kind == FileKind::Symlink) {
    tree.kind = Tree::Kind::Symlink;
    HM_TRY(tree.text, read_link(path));
  } else if (kind != FileKind::Directory) {
    tree.kind = Tree::Kind::Text;
    tree.executable = executable(path);
    HM_TRY(tree.text, read_file(path));
  } else {
    HM_TRY(auto entries, list_directory(path));
    for (const auto& entry : entries) {
      std::string child = path + "/" + entry.name;
      if (options.filter && !options.filter(child, entry.kind)) continue;
      std::string relative = below.empty() ? entry.name : below + "/" + entry.name;
      if (kept) kept->insert(relative);
      HM_TRY(tree.entries[entry.name], tree_of(child, relative, options, kept));
    }
  }
  return tree;
}

Result<StorePath> RealHost::add_text(const std::string& name, const std::string& text,
                                     const std::vector<StorePath>& references) {
  HM_CHECK(check_store_name(name));
  StorePath result;
  if (settings_.store) {
    HM_TRY(result, settings_.store->add_text(name, text, references));
    note_added(result);
  } else {
    result = text_path(settings_.store_dir, name, text, references);
  }
  Remembered remembered;
  remembered.text = text;
  remembered.references = references;
  remembered_.insert_or_assign(result.base(), std::move(remembered));
  return result;
}

Result<StorePath> RealHost::add_derivation(const std::string& name, Derivation derivation, std::string text) {
  if (settings_.store) {
    HM_TRY(StorePath added, settings_.store->add_derivation(name, std::move(derivation), std::move(text)));
    note_added(added);
    return added;
  }
  std::string file_name = name + ".drv";
  HM_CHECK(check_store_name(file_name));
  StorePath result = derivation_path(settings_.store_dir, file_name, derivation, text);
  derivations_.add(result.in(settings_.store_dir), outline_of(derivation));
  return result;
}

Result<Derivation> RealHost::read_derivation(const StorePath& path) {
  if (settings_.store) return settings_.store->read_derivation(path);
  HM_TRY(auto text, read_file(path.in(settings_.store_dir)));
  return parse_derivation(text);
}

Result<DerivationOutline> RealHost::derivation_outline(const StorePath& path) {
  const std::string full = path.in(settings_.store_dir);
  if (auto known = derivations_.find(full)) return *std::move(known);
  HM_TRY(const auto derivation, read_derivation(path));
  DerivationOutline outline = outline_of(derivation);
  if (!settings_.store) derivations_.add(full, outline);
  return outline;
}

bool RealHost::is_valid_path(const StorePath& path) {
  if (settings_.observations) settings_.observations->presence(path.in(settings_.store_dir));
  if (remembered_.contains(path.base()) || derivations_.contains(path.in(settings_.store_dir))) return true;
  if (settings_.store) {
    auto valid = settings_.store->is_valid(path);
    return valid && *valid;
  }
  struct stat s;
  return ::lstat(path.in(settings_.store_dir).c_str(), &s) == 0;
}

// Without a store only what this evaluation added is known: a source refers to nothing, a text to what it was told.
Result<std::vector<StorePath>> RealHost::references(const StorePath& path) {
  if (const auto known = remembered_.find(path.base()); known != remembered_.end()) return known->second.references;
  if (!settings_.store) return std::vector<StorePath>();
  HM_TRY(const auto about, settings_.store->path_info(path));
  return about ? about->references : std::vector<StorePath>();
}

Result<StorePath> RealHost::realise(const StorePath& drv, const std::string& output) {
  if (settings_.store) {
    HM_TRY(auto realised, settings_.store->realise({{drv, {output}}}, {}));
    auto path = realised[drv].find(output);
    if (path != realised[drv].end()) return path->second;
    return fail(Code::InvalidDerivation, "derivation '{}' has no output '{}'", drv.in(settings_.store_dir), output);
  }
  HM_TRY(auto derivation, derivation_outline(drv));
  auto found = derivation.outputs.find(output);
  if (found == derivation.outputs.end()) {
    return fail(Code::InvalidDerivation, "derivation '{}' has no output '{}'", drv.in(settings_.store_dir), output);
  }
  if (!found->second.empty()) {
    HM_TRY(auto path, StorePath::parse(settings_.store_dir, found->second));
    if (is_valid_path(path)) return path;
  }
  return fail(Code::PureEvaluation, "the value depends on the output of '{}', which is not built", drv.in(settings_.store_dir))
      .hint("with --read-write-mode hm builds it");
}

}  // namespace hm
