// Paths as names: their parts, whether something is there, the search path, importing.
#include "lang/builtins/paths.hpp"

#include "lang/builtins/support.hpp"
#include "lang/eval/paths.hpp"

namespace hm {

namespace builtin {

std::string readable_path(Evaluator& e, V& slot, Pos pos) {
  ContextSet context;
  std::string path = e.coerce_to_path(slot, pos, context, "while realising the context of a path");
  return context.empty() ? path : e.realise_context(std::move(path), context, pos);
}

FileKind existing_kind(Evaluator& e, const std::string& path, Pos pos) {
  const FileKind kind = checked(e, e.host().kind_of(path), pos);
  if (kind == FileKind::Missing) e.error(Code::NotFound, pos, "path '{}' does not exist", path);
  return kind;
}

std::string resolve_links(Evaluator& e, const std::string& path, Pos pos) {
  constexpr int kMaxLinks = 64;
  std::string done;
  std::string rest = path;
  int links = 0;
  while (!rest.empty() && rest != "/") {
    const std::size_t slash = std::min(rest.find('/', 1), rest.size());
    std::string next = done + rest.substr(0, slash);
    rest.erase(0, slash);
    const FileKind kind = checked(e, e.host().kind_of(next), pos);
    if (kind == FileKind::Missing) return next + rest;
    if (kind != FileKind::Symlink) {
      done = std::move(next);
      continue;
    }
    if (++links > kMaxLinks) {
      e.error(Code::BadUse, pos, "too many symbolic links encountered while traversing the path '{}'", path);
    }
    const std::string target = checked(e, e.host().read_link(next), pos);
    rest = canonical_path((target.starts_with('/') ? target : done + "/" + target) + rest);
    done.clear();
  }
  return done.empty() ? "/" : done;
}

std::optional<StorePath> enclosing_store_path(Evaluator& e, std::string_view path) {
  const std::string store = e.host().store_dir() + "/";
  if (!path.starts_with(store)) return std::nullopt;
  path.remove_prefix(store.size());
  auto base = StorePath::parse_base(path.substr(0, path.find('/')));
  if (!base) return std::nullopt;
  return std::move(base).value();
}

V store_path_string(Evaluator& e, const StorePath& path) {
  const std::string full = path.in(e.host().store_dir());
  ContextSet context;
  context.add(e.context_id({ContextElement::Kind::Path, full, {}}));
  return e.make_string(full, context);
}

}  // namespace builtin

namespace {

using builtin::checked;

// The last component, where one slash at the end does not count ("/a/b/" gives "b", "/a//" gives ""): older
// than paths as values, and part of too many hashes to be changed.
std::string_view legacy_base_name(std::string_view path) {
  if (path.empty()) return {};
  if (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

V base_name_of(Evaluator& e, V* a, Pos pos) {
  ContextSet context;
  const std::string text =
      e.coerce_to_string(a[0], pos, context, {.more = false, .copy_to_store = false},
                         "while evaluating the first argument passed to builtins.baseNameOf");
  return e.make_string(legacy_base_name(text), context);
}

V dir_of(Evaluator& e, V* a, Pos pos) {
  if (Evaluator::is_path(e.force(a[0]))) return e.make_path(parent_path(Evaluator::path_view(a[0])));
  ContextSet context;
  const std::string text =
      e.coerce_to_string(a[0], pos, context, {.more = false, .copy_to_store = false},
                         "while evaluating the first argument passed to 'builtins.dirOf'");
  return e.make_string(parent_path(text), context);
}

V to_path(Evaluator& e, V* a, Pos pos) {
  ContextSet context;
  const std::string path =
      e.coerce_to_path(a[0], pos, context, "while evaluating the first argument passed to builtins.toPath");
  return e.make_string(path, context);
}

V path_exists(Evaluator& e, V* a, Pos pos) {
  const V value = e.force(a[0]);
  bool directory = false;
  if (Evaluator::is_string(value)) {
    const std::string_view text = Evaluator::string_view_of(value);
    directory = text.ends_with('/') || text.ends_with("/.");
  }
  std::string path = builtin::readable_path(e, a[0], pos);
  if (directory) path = builtin::resolve_links(e, path, pos);
  const FileKind kind = checked(e, e.host().kind_of(path), pos);
  return boolean(directory ? kind == FileKind::Directory : kind != FileKind::Missing);
}

V store_path(Evaluator& e, V* a, Pos pos) {
  if (e.options().pure) {
    e.error(Code::PureEvaluation, pos, "'builtins.storePath' is not allowed in pure evaluation mode");
  }
  ContextSet context;
  std::string path = e.coerce_to_path(a[0], pos, context,
                                      "while evaluating the first argument passed to 'builtins.storePath'");
  // A link that is itself a store object stays; any other way into the store is followed.
  if (!StorePath::parse(e.host().store_dir(), path)) path = builtin::resolve_links(e, path, pos);
  const auto object = builtin::enclosing_store_path(e, path);
  if (!object) e.error(Code::InvalidStorePath, pos, "path '{}' is not in the Nix store", path);
  context.add(e.context_id({ContextElement::Kind::Path, object->in(e.host().store_dir()), {}}));
  return e.make_string(path, context);
}

// --- the search path -----------------------------------------------------------------------------

SearchPathEntry search_path_entry(Evaluator& e, V& slot, Pos pos) {
  e.force_attrs(slot, pos, "while evaluating an element of the list passed to builtins.findFile");
  SearchPathEntry entry;
  if (V* prefix = e.find(slot, "prefix")) {
    entry.prefix = e.force_string_no_context(
        *prefix, pos,
        "while evaluating the `prefix` attribute of an element of the list passed to builtins.findFile");
  }
  V& path = builtin::attribute(e, slot, "path", pos, "in an element of the __nixPath");
  ContextSet context;
  entry.path = e.coerce_to_string(
      path, pos, context, {.more = false, .copy_to_store = false},
      "while evaluating the `path` attribute of an element of the list passed to builtins.findFile");
  if (!context.empty()) entry.path = e.realise_context(std::move(entry.path), context, pos);
  return entry;
}

V find_file(Evaluator& e, V* a, Pos pos) {
  const ListObj* list =
      e.force_list(a[0], pos, "while evaluating the first argument passed to builtins.findFile");
  std::vector<SearchPathEntry> entries;
  for (std::uint32_t i = 0; i < list->size; ++i) {
    entries.push_back(search_path_entry(e, builtin::slots(list)[i], pos));
  }
  const std::string name(e.force_string_no_context(
      a[1], pos, "while evaluating the second argument passed to builtins.findFile"));
  return e.make_path(e.find_in_search_path(entries, name, pos));
}

// --- importing -----------------------------------------------------------------------------------

// A .drv in the store is imported as the derivation it describes.
std::optional<StorePath> imported_derivation(Evaluator& e, const std::string& path) {
  if (!path.ends_with(".drv")) return std::nullopt;
  auto object = StorePath::parse(e.host().store_dir(), path);
  if (!object || !e.host().is_valid_path(*object)) return std::nullopt;
  return std::move(object).value();
}

V import(Evaluator& e, V* a, Pos pos) {
  const std::string path = builtin::readable_path(e, a[0], pos);
  if (const auto derivation = imported_derivation(e, path))
    return builtin::import_derivation(e, *derivation, pos);
  return e.import_file(path, pos);
}

V scoped_import(Evaluator& e, V* a, Pos pos) {
  const std::string path = builtin::readable_path(e, a[1], pos);
  if (const auto derivation = imported_derivation(e, path))
    return builtin::import_derivation(e, *derivation, pos);
  e.force_attrs(a[0], pos, "while evaluating the first argument passed to builtins.scopedImport");
  return e.import_scoped(a[0], path, pos);
}

}  // namespace

void add_path_builtins(Registry& registry) {
  const Builtin table[] = {
      {"baseNameOf", 1, 1, true, base_name_of, "baseNameOf path",
       "What follows the last slash; one slash at the end of a string does not count."},
      {"dirOf", 1, 1, true, dir_of, "dirOf path",
       "What precedes the last slash: a path of a path, else a string (\".\" where there is no slash)."},
      {"toPath", 1, 1, false, to_path, "toPath path",
       "The string, made canonical; it has to be an absolute path. For relative paths use ./. + \"/name\"."},
      {"pathExists", 1, 1, false, path_exists, "pathExists path",
       "Is there something at the path? With a slash at its end it has to be a directory."},
      {"storePath", 1, 1, false, store_path, "storePath path",
       "The path, which lies in the store, as a string that depends on it; it is not copied again."},
      {"findFile", 2, 1, false, find_file, "findFile searchPath name",
       "The first path that the name has in the list of { prefix, path }: <name> is findFile nixPath "
       "\"name\"."},
      {"import", 1, 1, true, import, "import path",
       "The value of the file, or of default.nix in the directory. Each file is evaluated once."},
      {"scopedImport", 2, 0, true, scoped_import, "scopedImport scope path",
       "Like import, with the names of the set as variables of the file; never remembered."},
  };
  registry.insert(registry.end(), std::begin(table), std::end(table));
  builtin::add_file_builtins(registry);
  builtin::add_source_builtins(registry);
}

}  // namespace hm
