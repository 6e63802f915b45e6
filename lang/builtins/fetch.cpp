// Downloads of one URL: what these builtins are asked is turned into Host::FetchRequest; the Host knows networks.
#include "lang/builtins/paths.hpp"
#include "lang/builtins/support.hpp"
#include "lang/eval/paths.hpp"

namespace hm {

namespace {

using builtin::checked;

// --- fetchurl and fetchTarball -------------------------------------------------------------------

struct Download {
  std::string_view who;  // "fetchurl", "fetchTarball"
  bool unpack = false;
  std::string url, name;
  std::optional<Hash> expected;
  bool from_attrs = false, named = false;
};

void read_download_attribute(Evaluator& e, Download& d, std::string_view key, V& slot, Pos pos) {
  if (key == "url") {
    d.url = e.force_string_no_context(slot, pos, "while evaluating the url we should fetch");
  } else if (key == "sha256") {
    const std::string_view text =
        e.force_string_no_context(slot, pos, "while evaluating the sha256 of the content we should fetch");
    d.expected = builtin::hash_or_zero(e, text, HashAlgorithm::Sha256, pos);
  } else if (key == "name") {
    d.named = true;
    d.name = e.force_string_no_context(slot, pos, "while evaluating the name of the content we should fetch");
  } else {
    e.error(Code::BadUse, pos, "unsupported argument '{}' to '{}'", key, d.who);
  }
}

void read_download(Evaluator& e, Download& d, V& argument, Pos pos) {
  if (!Evaluator::is_attrs(e.force(argument))) {
    d.url = e.force_string_no_context(argument, pos, "while evaluating the url we should fetch");
    return;
  }
  d.from_attrs = true;
  const AttrsObj* attrs = e.flat(argument);
  V* values = e.values_of(argument);
  for (std::uint32_t i = 0; i < attrs->shape->size; ++i) {
    read_download_attribute(e, d, e.symbols().text(attrs->shape->keys[i]), values[i], pos);
  }
  if (!e.find(argument, "url")) e.error(Code::BadUse, pos, "'url' argument required");
}

void check_download_name(Evaluator& e, const Download& d, Pos pos) {
  Status valid = check_store_name(d.name);
  if (valid) return;
  std::string cure;
  if (d.named) {
    cure = fmt::format(
        "Please change the value for the 'name' attribute passed to '{}', so that it can create a valid "
        "store path.",
        d.who);
  } else if (d.from_attrs) {
    cure = fmt::format(
        "Please add a valid 'name' attribute to the argument for '{}', so that it can create a valid store "
        "path.",
        d.who);
  } else {
    cure = fmt::format(
        "Please pass an attribute set with 'url' and 'name' attributes to '{}',  so that it can create a "
        "valid store "
        "path.",
        d.who);
  }
  e.error(Code::InvalidStorePath, pos, "invalid store path name when fetching URL '{}': {}. {}", d.url,
          valid.error().message(), cure);
}

V download(Evaluator& e, Download d, V& argument, Pos pos) {
  read_download(e, d, argument, pos);
  constexpr std::string_view kChannel = "channel:";
  if (d.unpack && d.url.starts_with(kChannel)) {
    d.url = "https://channels.nixos.org/" + d.url.substr(kChannel.size()) + "/nixexprs.tar.xz";
  }
  if (d.name.empty()) d.name = base_name(d.url);
  check_download_name(e, d, pos);
  if (e.options().pure && !d.expected) {
    e.error(Code::PureEvaluation, pos, "in pure evaluation mode, '{}' requires a 'sha256' argument", d.who);
  }
  if (d.expected) {
    const StorePath known = fixed_output_path(e.host().store_dir(), d.name, *d.expected, d.unpack);
    if (e.host().is_valid_path(known)) return builtin::store_path_string(e, known);
  }
  Host::FetchRequest request;
  request.kind = d.unpack ? "tarball" : "file";
  request.flat = !d.unpack;
  request.url = d.url;
  request.name = d.name;
  request.expected = d.expected;
  return builtin::store_path_string(e, checked(e, e.host().fetch(request), pos).path);
}

V fetchurl(Evaluator& e, V* a, Pos pos) {
  return download(e, {"fetchurl", false, {}, {}, {}}, a[0], pos);
}

V fetch_tarball(Evaluator& e, V* a, Pos pos) {
  return download(e, {"fetchTarball", true, {}, "source", {}}, a[0], pos);
}

}  // namespace

void add_fetch_builtins(Registry& registry) {
  const Builtin table[] = {
      {"fetchurl", 1, 1, false, fetchurl, "fetchurl { url, name ? …, sha256 ? … }",
       "Downloads a file during evaluation; the result is its path in the store."},
      {"fetchTarball", 1, 1, true, fetch_tarball, "fetchTarball { url, name ? \"source\", sha256 ? … }",
       "Downloads and unpacks an archive during evaluation; the result is the path of its one directory."},
      {"fetchMercurial", 1, 0, true, nullptr, "fetchMercurial { url, rev ? … }",
       "Fetches a revision of a Mercurial repository."},
      {"fetchClosure", 1, 0, false, nullptr, "fetchClosure { fromStore, fromPath, … }",
       "Fetches a store path and all it refers to from a binary cache."},
      {"getFlake", 1, 0, false, nullptr, "getFlake reference", "The outputs of a flake."},
  };
  registry.insert(registry.end(), std::begin(table), std::end(table));
  builtin::add_input_builtins(registry);
}

}  // namespace hm
