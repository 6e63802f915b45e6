// Taking files, trees and texts into the store.
#include "lang/builtins/paths.hpp"
#include "lang/builtins/support.hpp"
#include "lang/eval/paths.hpp"

namespace hm {

namespace builtin {

Hash hash_or_zero(Evaluator& e, std::string_view text, std::optional<HashAlgorithm> algorithm, Pos pos) {
  if (!text.empty()) return checked(e, parse_hash(text, algorithm), pos);
  if (!algorithm) e.error(Code::InvalidDerivation, pos, "empty hash requires explicit hash algorithm");
  const Hash zero{*algorithm, {}};
  e.host().narrate(fmt::format("warning: found empty hash, assuming '{}'", zero.sri()));
  return zero;
}

}  // namespace builtin

namespace {

using builtin::checked;

std::string_view kind_argument(FileKind kind) {
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

struct Source {
  std::string path;
  ContextSet context;
  std::string name;
  V filter = 0;  // 0: takes everything
  bool recursive = true;
  std::optional<Hash> expected;
};

V take(Evaluator& e, Source source, Pos pos) {
  if (!source.context.empty()) source.path = e.realise_context(std::move(source.path), source.context, pos);
  const std::string doing = fmt::format("while adding path '{}'", source.path);
  return e.with_context(kNoPos, doing, [&] {
    checked(e, check_store_name(source.name), pos);
    if (source.expected) {
      // What is there already need not be read again.
      const StorePath known =
          fixed_output_path(e.host().store_dir(), source.name, *source.expected, source.recursive);
      if (e.host().is_valid_path(known)) return builtin::store_path_string(e, known);
    }
    const std::string real = builtin::resolve_links(e, source.path, pos);
    builtin::existing_kind(e, real, pos);
    Host::ImportOptions how;
    how.name = source.name;
    how.recursive = source.recursive;
    how.expected = source.expected;
    if (source.filter) {
      how.filter = [&](const std::string& path, FileKind kind) {
        V keep = e.apply(source.filter, e.make_string(path), e.make_string(kind_argument(kind)), pos);
        return e.force_bool(keep, pos, "while evaluating the return value of the path filter function");
      };
    }
    return builtin::store_path_string(e, checked(e, e.host().import_path(real, how), pos));
  });
}

V filter_source(Evaluator& e, V* a, Pos pos) {
  Source source;
  source.path = e.coerce_to_path(
      a[1], pos, source.context,
      "while evaluating the second argument (the path to filter) passed to 'builtins.filterSource'");
  e.force_function(a[0], pos, "while evaluating the first argument passed to builtins.filterSource");
  source.filter = a[0];
  source.name = base_name(source.path);
  return take(e, std::move(source), pos);
}

void read_attribute(Evaluator& e, Source& source, std::string_view name, V& slot, Pos pos) {
  if (name == "path") {
    source.path = e.coerce_to_path(slot, pos, source.context,
                                   "while evaluating the 'path' attribute passed to 'builtins.path'");
  } else if (name == "name") {
    source.name =
        e.force_string_no_context(slot, pos, "while evaluating the `name` attribute passed to builtins.path");
  } else if (name == "filter") {
    e.force_function(slot, pos, "while evaluating the `filter` parameter passed to builtins.path");
    source.filter = slot;
  } else if (name == "recursive") {
    source.recursive =
        e.force_bool(slot, pos, "while evaluating the `recursive` attribute passed to builtins.path");
  } else if (name == "sha256") {
    const std::string_view text = e.force_string_no_context(
        slot, pos, "while evaluating the `sha256` attribute passed to builtins.path");
    source.expected = builtin::hash_or_zero(e, text, HashAlgorithm::Sha256, pos);
  } else {
    e.error(Code::BadUse, pos, "unsupported argument '{}' to 'builtins.path'", name);
  }
}

V path(Evaluator& e, V* a, Pos pos) {
  e.force_attrs(a[0], pos, "while evaluating the argument passed to 'builtins.path'");
  Source source;
  const AttrsObj* attrs = e.flat(a[0]);
  V* values = e.values_of(a[0]);
  for (std::uint32_t i = 0; i < attrs->shape->size; ++i) {
    const Symbol name = attrs->shape->keys[i];
    const Pos at = e.position_of(a[0], name);
    read_attribute(e, source, e.symbols().text(name), values[i], at == kNoPos ? pos : at);
  }
  if (source.path.empty()) {
    e.error(Code::BadUse, pos, "missing required 'path' attribute in the first argument to 'builtins.path'");
  }
  if (source.name.empty()) source.name = base_name(source.path);
  return take(e, std::move(source), pos);
}

V to_file(Evaluator& e, V* a, Pos pos) {
  const std::string name(
      e.force_string_no_context(a[0], pos, "while evaluating the first argument passed to builtins.toFile"));
  ContextSet context;
  const std::string text(
      e.force_string(a[1], pos, "while evaluating the second argument passed to builtins.toFile", context));
  std::vector<StorePath> references;
  for (const std::uint32_t id : context.ids()) {
    const ContextElement& element = e.context_element(id);
    if (element.kind != ContextElement::Kind::Path) {
      e.error(Code::BadUse, pos,
              "files created by builtins.toFile may not reference derivations, but {} references {}", name,
              element.encoded());
    }
    references.push_back(checked(e, StorePath::parse(e.host().store_dir(), element.path), pos));
  }
  return builtin::store_path_string(e, checked(e, e.host().add_text(name, text, references), pos));
}

}  // namespace

void builtin::add_source_builtins(Registry& registry) {
  const Builtin table[] = {
      {"path", 1, 1, false, path, "path { path, name ? …, filter ? …, recursive ? true, sha256 ? … }",
       "Takes a file or tree into the store, filtered and under a name of one's own."},
      {"filterSource", 2, 0, false, filter_source, "filterSource filter path",
       "Takes a tree into the store, without that for which `filter path type` is false."},
      {"toFile", 2, 1, false, to_file, "toFile name text",
       "Puts the text into the store; the result is its path. It may refer to sources, not to derivations."},
  };
  registry.insert(registry.end(), std::begin(table), std::end(table));
}

}  // namespace hm
