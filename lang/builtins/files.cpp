// Reading files and directories.
#include "lang/builtins/paths.hpp"
#include "lang/eval/paths.hpp"

namespace hm {

namespace {

using builtin::checked;

std::string_view kind_name(FileKind kind) {
  switch (kind) {
    case FileKind::Regular:
      return "regular";
    case FileKind::Directory:
      return "directory";
    case FileKind::Symlink:
      return "symlink";
    default:
      return "unknown";
  }
}

// Those of the object's references whose hashes occur in the text become its context: what a built file
// refers to.
ContextSet references_in(Evaluator& e, const std::string& path, std::string_view text, Pos pos) {
  ContextSet context;
  const auto object = builtin::enclosing_store_path(e, path);
  if (!object) return context;
  for (const StorePath& reference : checked(e, e.host().references(*object), pos)) {
    if (text.find(reference.hash_part()) == std::string_view::npos) continue;
    context.add(e.context_id({ContextElement::Kind::Path, reference.in(e.host().store_dir()), {}}));
  }
  return context;
}

V read_file(Evaluator& e, V* a, Pos pos) {
  const std::string path = builtin::readable_path(e, a[0], pos);
  const std::string text = builtin::file_contents(e, path, pos);
  if (text.find('\0') != std::string::npos) {
    e.error(Code::BadUse, pos, "the contents of the file '{}' cannot be represented as a Nix string", path);
  }
  return e.make_string(text, references_in(e, path, text, pos));
}

V read_file_type(Evaluator& e, V* a, Pos pos) {
  const std::string path = builtin::readable_path(e, a[0], pos);
  return e.make_string(kind_name(builtin::existing_kind(e, path, pos)));
}

V read_dir(Evaluator& e, V* a, Pos pos) {
  const std::string path = builtin::resolve_links(e, builtin::readable_path(e, a[0], pos), pos);
  if (builtin::existing_kind(e, path, pos) != FileKind::Directory) {
    e.error(Code::BadUse, pos, "'{}' is not a directory", path);
  }
  const auto entries = checked(e, e.host().list_directory(path), pos);
  // One string for each kind, not for each entry.
  V names[] = {0, 0, 0, 0, 0};
  AttrsBuilder result(e, entries.size());
  for (const DirectoryEntry& entry : entries) {
    V& name = names[static_cast<std::size_t>(entry.kind)];
    if (!name) name = e.make_string(kind_name(entry.kind));
    result.add(entry.name, name);
  }
  return result.finish();
}

V hash_file(Evaluator& e, V* a, Pos pos) {
  const std::string_view name =
      e.force_string_no_context(a[0], pos, "while evaluating the first argument passed to builtins.hashFile");
  const auto algorithm = hash_algorithm(name);
  if (!algorithm) {
    e.error(Code::BadUse, pos, "unknown hash algorithm '{}', expect 'blake3', 'md5', 'sha1', 'sha256', or 'sha512'",
            name);
  }
  const std::string path = builtin::readable_path(e, a[1], pos);
  return e.make_string(hash_of(*algorithm, builtin::file_contents(e, path, pos)).base16());
}

}  // namespace

namespace builtin {

std::string file_contents(Evaluator& e, const std::string& path, Pos pos) {
  auto text = e.host().read_file(path);
  if (text) return std::move(text).value();
  // Only now it is worth asking what is the matter.
  const std::string real = resolve_links(e, path, pos);
  if (existing_kind(e, real, pos) == FileKind::Directory) {
    e.error(Code::BadUse, pos, "'{}' is not a regular file", path);
  }
  e.throw_error(std::move(text).error().at(e.token_span(pos)));
}

void add_file_builtins(Registry& registry) {
  const Builtin table[] = {
      {"readFile", 1, 1, false, read_file, "readFile path", "The contents of the file, as a string."},
      {"readFileType", 1, 1, false, read_file_type, "readFileType path",
       "\"regular\", \"directory\", \"symlink\" or \"unknown\"; a link at the end of the path is not "
       "followed."},
      {"readDir", 1, 1, false, read_dir, "readDir path",
       "{ name = type; … } for what is in the directory; the types are those of readFileType."},
      {"hashFile", 2, 1, false, hash_file, "hashFile algorithm path",
       "The file's hash in base 16; the algorithm is \"md5\", \"sha1\", \"sha256\" or \"sha512\"."},
  };
  registry.insert(registry.end(), std::begin(table), std::end(table));
}

}  // namespace builtin

}  // namespace hm
