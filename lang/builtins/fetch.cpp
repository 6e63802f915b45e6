// Fetching: what these builtins are asked is turned into Host::FetchRequest; the Host knows networks.
#include <ctime>

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

// --- fetchGit and fetchTree ----------------------------------------------------------------------

// The attributes of an input, as they were given.
struct Input {
  std::string_view who;
  std::map<std::string, std::string, std::less<>> texts;
  std::map<std::string, bool, std::less<>> flags;

  std::string text(std::string_view name) const {
    const auto found = texts.find(name);
    return found == texts.end() ? std::string() : found->second;
  }
  bool flag(std::string_view name) const {
    const auto found = flags.find(name);
    return found != flags.end() && found->second;
  }
};

void read_input_attribute(Evaluator& e, Input& input, std::string_view key, V& slot, Pos pos) {
  const V value = e.force(slot);
  if (Evaluator::is_string(value) || Evaluator::is_path(value)) {
    ContextSet context;
    input.texts[std::string(key)] =
        e.coerce_to_string(slot, pos, context, {.more = false, .copy_to_store = false}, "");
  } else if (value == kTrue || value == kFalse) {
    input.flags[std::string(key)] = value == kTrue;
  } else if (Evaluator::is_int(value)) {
    if (Evaluator::int_value(value) < 0) {
      e.error(Code::BadUse, pos, "negative value given for '{}' argument '{}': {}", input.who, key,
              Evaluator::int_value(value));
    }
    input.texts[std::string(key)] = fmt::format("{}", Evaluator::int_value(value));
  } else {
    e.error(Code::TypeMismatch, pos,
            "argument '{}' to '{}' is {} while a string, Boolean or integer is expected", key, input.who,
            Evaluator::type_name(value));
  }
}

void read_input(Evaluator& e, Input& input, V set, Pos pos) {
  const AttrsObj* attrs = e.flat(set);
  V* values = e.values_of(set);
  for (std::uint32_t i = 0; i < attrs->shape->size; ++i) {
    read_input_attribute(e, input, e.symbols().text(attrs->shape->keys[i]), values[i], pos);
  }
}

// "20260131235959", in universal time.
std::string compact_date(std::int64_t seconds) {
  const std::time_t time = seconds;
  std::tm parts{};
  gmtime_r(&time, &parts);
  return fmt::format("{:04}{:02}{:02}{:02}{:02}{:02}", parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday,
                     parts.tm_hour, parts.tm_min, parts.tm_sec);
}

V tree_attributes(Evaluator& e, const Host::FetchRequest& request, const Host::Fetched& fetched) {
  const bool git = request.kind == "git";
  AttrsBuilder attrs(e, 9);
  attrs.add("outPath", builtin::store_path_string(e, fetched.path));
  if (!fetched.nar_hash.empty()) attrs.add("narHash", e.make_string(fetched.nar_hash));
  if (git) attrs.add("submodules", boolean(request.submodules));
  if (!fetched.revision.empty()) {
    attrs.add("rev", e.make_string(fetched.revision));
    attrs.add("shortRev", e.make_string(fetched.revision.substr(0, 7)));
  }
  if (git && !request.shallow) attrs.add("revCount", e.make_int(fetched.revision_count));
  if (fetched.last_modified != 0) {
    attrs.add("lastModified", e.make_int(fetched.last_modified));
    attrs.add("lastModifiedDate", e.make_string(compact_date(fetched.last_modified)));
  }
  return attrs.finish();
}

V fetch_input(Evaluator& e, const Host::FetchRequest& request, Pos pos) {
  const bool locked = request.expected || !request.revision.empty();
  if (e.options().pure && !locked) {
    e.error(Code::PureEvaluation, pos, "in pure evaluation mode, '{}' doesn't fetch unlocked input '{}'",
            request.kind == "git" ? "fetchGit" : "fetchTree", request.url);
  }
  return tree_attributes(e, request, checked(e, e.host().fetch(request), pos));
}

Host::FetchRequest git_request(Evaluator& e, const Input& input, Pos pos) {
  Host::FetchRequest request;
  request.kind = "git";
  request.url = input.text("url");
  if (request.url.empty())
    e.error(Code::BadUse, pos, "attribute 'url' is missing in call to '{}'", input.who);
  request.name = input.texts.contains("name") ? input.text("name") : "source";
  request.revision = input.text("rev");
  request.reference = input.text("ref");
  request.submodules = input.flag("submodules");
  request.shallow = input.flag("shallow");
  request.all_refs = input.flag("allRefs");
  if (input.texts.contains("narHash"))
    request.expected = checked(e, parse_hash(input.text("narHash"), {}), pos);
  return request;
}

V fetch_git(Evaluator& e, V* a, Pos pos) {
  Input input{"fetchGit", {}, {}};
  if (Evaluator::is_attrs(e.force(a[0]))) {
    if (e.find(a[0], "type")) e.error(Code::BadUse, pos, "unexpected argument 'type'");
    read_input(e, input, a[0], pos);
  } else {
    ContextSet context;
    input.texts["url"] = e.coerce_to_string(a[0], pos, context, {.more = false, .copy_to_store = false},
                                            "while evaluating the first argument passed to 'fetchGit'");
  }
  return fetch_input(e, git_request(e, input, pos), pos);
}

// The archive of a revision, branch or tag as the forges serve it.
std::string archive_url(Evaluator& e, const Input& input, const std::string& type, Pos pos) {
  const std::string owner = input.text("owner"), repository = input.text("repo");
  if (owner.empty() || repository.empty()) {
    e.error(Code::BadUse, pos, "'{}' of type '{}' needs the arguments 'owner' and 'repo'", input.who, type);
  }
  std::string version = input.text("rev");
  if (version.empty()) version = input.text("ref");
  if (version.empty()) version = "HEAD";
  const auto host = [&](const char* usual) {
    return input.texts.contains("host") ? input.text("host") : usual;
  };
  if (type == "github") {
    return fmt::format("https://{}/{}/{}/archive/{}.tar.gz", host("github.com"), owner, repository, version);
  }
  if (type == "gitlab") {
    return fmt::format("https://{0}/{1}/{2}/-/archive/{3}/{2}-{3}.tar.gz", host("gitlab.com"), owner,
                       repository, version);
  }
  return fmt::format("https://{}/{}/{}/archive/{}.tar.gz", host("git.sr.ht"), owner, repository, version);
}

V path_input(Evaluator& e, const Input& input, Pos pos) {
  const std::string path = input.text("path");
  if (!path.starts_with('/'))
    e.error(Code::BadUse, pos, "cannot fetch input 'path:{}' because it uses a relative path", path);
  Host::ImportOptions how;
  how.name = "source";
  if (input.texts.contains("narHash")) how.expected = checked(e, parse_hash(input.text("narHash"), {}), pos);
  const StorePath taken = checked(e, e.host().import_path(canonical_path(path), how), pos);
  AttrsBuilder attrs(e, 1);
  attrs.add("outPath", builtin::store_path_string(e, taken));
  return attrs.finish();
}

V fetch_tree(Evaluator& e, V* a, Pos pos) {
  if (!Evaluator::is_attrs(e.force(a[0]))) {
    // References as URLs ("github:owner/repo") belong to flakes.
    e.error(Code::MissingBuiltin, pos,
            "builtins.fetchTree of a string is not part of hm yet; give it an attribute set");
  }
  Input input{"fetchTree", {}, {}};
  if (!e.find(a[0], "type")) e.error(Code::BadUse, pos, "argument 'type' is missing in call to 'fetchTree'");
  read_input(e, input, a[0], pos);
  if (input.texts.contains("name")) {
    e.error(Code::BadUse, pos, "argument 'name' isn’t supported in call to 'fetchTree'");
  }
  const std::string type = input.text("type");
  if (type == "path") return path_input(e, input, pos);
  if (type == "git") {
    Host::FetchRequest request = git_request(e, input, pos);
    if (!input.flags.contains("shallow")) request.shallow = true;
    return fetch_input(e, request, pos);
  }
  Host::FetchRequest request;
  request.name = "source";
  request.revision = input.text("rev");
  if (input.texts.contains("narHash"))
    request.expected = checked(e, parse_hash(input.text("narHash"), {}), pos);
  if (type == "file" || type == "tarball") {
    request.kind = type;
    request.url = input.text("url");
    if (request.url.empty()) e.error(Code::BadUse, pos, "attribute 'url' is missing in call to 'fetchTree'");
  } else if (type == "github" || type == "gitlab" || type == "sourcehut") {
    request.kind = "tarball";
    request.url = archive_url(e, input, type, pos);
  } else {
    e.error(Code::BadUse, pos, "input type '{}' is not supported by builtins.fetchTree", type);
  }
  V result = fetch_input(e, request, pos);
  return result;
}

}  // namespace

void add_fetch_builtins(Registry& registry) {
  const Builtin table[] = {
      {"fetchurl", 1, 1, false, fetchurl, "fetchurl { url, name ? …, sha256 ? … }",
       "Downloads a file during evaluation; the result is its path in the store."},
      {"fetchTarball", 1, 1, true, fetch_tarball, "fetchTarball { url, name ? \"source\", sha256 ? … }",
       "Downloads and unpacks an archive during evaluation; the result is the path of its one directory."},
      {"fetchGit", 1, 1, true, fetch_git, "fetchGit { url, rev ? …, ref ? …, submodules ? false, … }",
       "Fetches a revision of a Git repository during evaluation: { outPath, rev, shortRev, revCount, … }."},
      {"fetchTree", 1, 1, true, fetch_tree, "fetchTree { type, … }",
       "Fetches a source tree of type path, file, tarball, git, github, gitlab or sourcehut during "
       "evaluation."},
      {"fetchMercurial", 1, 0, true, nullptr, "fetchMercurial { url, rev ? … }",
       "Fetches a revision of a Mercurial repository."},
      {"fetchClosure", 1, 0, false, nullptr, "fetchClosure { fromStore, fromPath, … }",
       "Fetches a store path and all it refers to from a binary cache."},
      {"getFlake", 1, 0, false, nullptr, "getFlake reference", "The outputs of a flake."},
      {"parseFlakeRef", 1, 0, false, nullptr, "parseFlakeRef reference",
       "A flake reference as an attribute set."},
      {"flakeRefToString", 1, 0, false, nullptr, "flakeRefToString attrs", "A flake reference as a URL."},
  };
  registry.insert(registry.end(), std::begin(table), std::end(table));
}

}  // namespace hm
