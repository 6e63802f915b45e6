// fetchTree, fetchGit, and flake references as values.
#include <ctime>

#include "lang/builtins/fetch_input.hpp"
#include "lang/builtins/paths.hpp"
#include "lang/builtins/support.hpp"
#include "lang/eval/paths.hpp"

namespace hm {

namespace {

using builtin::checked;
using builtin::FetchInput;
using builtin::FlakeReference;
using builtin::InputAttrs;
using builtin::InputError;
using builtin::InputValue;

// What knows no Evaluator fails with InputError; here it becomes a failure of the evaluation.
template <class Body>
auto input_step(Evaluator& e, Pos pos, Body body) -> decltype(body()) {
  std::optional<Error> failure;
  try {
    return body();
  } catch (InputError& problem) {
    failure = std::move(problem.error);
  }
  e.throw_error(std::move(failure->at(e.token_span(pos))));
}

// --- attributes -----------------------------------------------------------------------------------

struct Fetcher {
  std::string_view name;  // "fetchTree"
  bool git = false;       // fetchGit: the type is known, and more is forgiven
};

InputValue input_value(Evaluator& e, const Fetcher& fetcher, std::string_view key, V& slot, Pos pos) {
  const V value = e.force(slot);
  if (Evaluator::is_string(value) || Evaluator::is_path(value)) {
    ContextSet context;
    return e.coerce_to_string(slot, pos, context, {.more = false, .copy_to_store = false}, "");
  }
  if (value == kTrue || value == kFalse) return value == kTrue;
  if (Evaluator::is_int(value)) {
    if (Evaluator::int_value(value) < 0) {
      e.error(Code::BadUse, pos, "negative value given for '{}' argument '{}': {}", fetcher.name, key,
              Evaluator::int_value(value));
    }
    return static_cast<std::uint64_t>(Evaluator::int_value(value));
  }
  e.error(Code::TypeMismatch, pos,
          "argument '{}' to '{}' is {} while a string, Boolean or integer is expected", key, fetcher.name,
          Evaluator::type_name(value));
}

// A Git tree without submodules leaves out what `git archive` would.
void add_git_defaults(const Fetcher& fetcher, InputAttrs& attrs) {
  const auto flag = [&](std::string_view name) {
    const auto found = attrs.find(name);
    return found != attrs.end() && std::holds_alternative<bool>(found->second) &&
           std::get<bool>(found->second);
  };
  if (fetcher.git && !attrs.contains("exportIgnore") && !flag("submodules")) attrs["exportIgnore"] = true;
  const auto type = attrs.find("type");
  const bool git = type != attrs.end() && type->second == InputValue(std::string("git"));
  if (!fetcher.git && git && !attrs.contains("shallow")) attrs["shallow"] = true;
}

InputAttrs read_attributes(Evaluator& e, const Fetcher& fetcher, V set, Pos pos) {
  InputAttrs attrs;
  if (V* type = e.find(set, "type")) {
    if (fetcher.git) e.error(Code::BadUse, pos, "unexpected argument 'type'");
    attrs["type"] = std::string(
        e.force_string_no_context(*type, pos, "while evaluating the `type` argument passed to 'fetchTree'"));
  } else if (!fetcher.git) {
    e.error(Code::BadUse, pos, "argument 'type' is missing in call to '{}'", fetcher.name);
  } else {
    attrs["type"] = std::string("git");
  }
  const AttrsObj* flat = e.flat(set);
  V* values = e.values_of(set);
  const std::uint32_t* order = e.by_text(flat->shape.get());
  for (std::uint32_t i = 0; i < flat->shape->size; ++i) {
    const std::string_view key = e.symbols().text(flat->shape->keys[order[i]]);
    if (key != "type") attrs[std::string(key)] = input_value(e, fetcher, key, values[order[i]], pos);
  }
  if (!fetcher.git && attrs.contains("name")) {
    e.error(Code::BadUse, pos, "argument 'name' isn’t supported in call to '{}'", fetcher.name);
  }
  return attrs;
}

FetchInput read_input(Evaluator& e, const Fetcher& fetcher, V& argument, Pos pos) {
  if (Evaluator::is_attrs(e.force(argument))) {
    InputAttrs attrs = read_attributes(e, fetcher, argument, pos);
    add_git_defaults(fetcher, attrs);
    return input_step(e, pos, [&] { return FetchInput::from_attrs(std::move(attrs)); });
  }
  ContextSet context;
  const std::string url =
      e.coerce_to_string(argument, pos, context, {.more = false, .copy_to_store = false},
                         fetcher.git ? "while evaluating the first argument passed to 'fetchGit'"
                                     : "while evaluating the first argument passed to 'fetchTree'");
  return input_step(e, pos, [&] {
    if (!fetcher.git) return FetchInput::from_url(builtin::parse_url(url, false));
    InputAttrs attrs{{"type", std::string("git")}, {"url", url}};
    add_git_defaults(fetcher, attrs);
    return FetchInput::from_attrs(std::move(attrs));
  });
}

// --- requests -------------------------------------------------------------------------------------

// The archive of a revision, branch or tag as the forges serve it.
std::string archive_url(const FetchInput& input) {
  const std::string type = input.type(), owner = *input.text("owner"), repository = *input.text("repo");
  std::string version = input.revision().value_or("");
  if (version.empty()) version = input.text("ref").value_or("HEAD");
  const auto host = [&](const char* usual) { return input.text("host").value_or(usual); };
  if (type == "github")
    return fmt::format("https://{}/{}/{}/archive/{}.tar.gz", host("github.com"), owner, repository, version);
  if (type == "gitlab") {
    return fmt::format("https://{0}/{1}/{2}/-/archive/{3}/{2}-{3}.tar.gz", host("gitlab.com"), owner,
                       repository, version);
  }
  return fmt::format("https://{}/{}/{}/archive/{}.tar.gz", host("git.sr.ht"), owner, repository, version);
}

void git_request(Host::FetchRequest& request, const FetchInput& input) {
  request.kind = "git";
  request.url = *input.text("url");
  request.name = input.text("name").value_or("source");
  request.revision = input.revision().value_or("");
  request.reference = input.text("ref").value_or("");
  request.submodules = input.flag("submodules");
  request.shallow = input.flag("shallow");
  request.all_refs = input.flag("allRefs");
  request.export_ignore = input.flag("exportIgnore");
  if (request.export_ignore && request.submodules) {
    builtin::bad_input("exportIgnore and submodules are not supported together yet");
  }
  if (input.flag("lfs")) builtin::bad_input("hm cannot fetch files of Git LFS yet");
}

Host::FetchRequest request_of(const FetchInput& input) {
  Host::FetchRequest request;
  const std::string type = input.type();
  if (type == "git") {
    git_request(request, input);
  } else if (type == "path") {
    request.kind = type;
    request.url = *input.text("path");
    if (!request.url.starts_with('/')) {
      builtin::bad_input("cannot fetch input '{}' because it uses a relative path", input.url_text());
    }
    request.url = canonical_path(request.url);
  } else if (type == "file" || type == "tarball") {
    request.kind = type;
    request.name = input.text("name").value_or("source");
    const auto url = input.text("url");
    if (!url) builtin::bad_input("input attribute 'url' is missing");
    request.url = *url;
  } else if (type == "github" || type == "gitlab" || type == "sourcehut") {
    request.kind = "tarball";
    request.url = archive_url(input);
  } else if (type == "indirect") {
    builtin::bad_input("indirect input '{}' cannot be fetched directly", input.url_text());
  } else if (type == "hg") {
    throw InputError{fail(Code::MissingBuiltin, "hm cannot fetch by Mercurial yet: '{}'", input.url_text()),
                     false};
  } else {
    builtin::bad_input("cannot fetch unsupported input '{}'", input.json());
  }
  // What is there already need not be downloaded again.
  if (request.url.starts_with("http")) request.expected = input.nar_hash();
  return request;
}

// --- results --------------------------------------------------------------------------------------

// "20260131235959", in universal time.
std::string compact_date(std::int64_t seconds) {
  const std::time_t time = seconds;
  std::tm parts{};
  gmtime_r(&time, &parts);
  return fmt::format("{:04}{:02}{:02}{:02}{:02}{:02}", parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday,
                     parts.tm_hour, parts.tm_min, parts.tm_sec);
}

// What the caller said holds against what the fetcher found out.
void apply_given(const FetchInput& input, Host::Fetched& fetched) {
  if (const auto given = input.number("lastModified");
      given && (input.type() != "git" || !fetched.revision.empty())) {
    fetched.last_modified = static_cast<std::int64_t>(*given);
  }
  if (const auto given = input.number("revCount")) fetched.revision_count = static_cast<std::int64_t>(*given);
  if (fetched.revision.empty() && fetched.dirty_revision.empty())
    fetched.revision = input.revision().value_or("");
}

void check_given(const FetchInput& input, const Host::Fetched& fetched) {
  const auto expected = input.nar_hash();
  if (expected && expected->sri() != fetched.nar_hash) {
    throw InputError{fail(Code::HashMismatch, "NAR hash mismatch in input '{}', expected '{}' but got '{}'",
                          input.url_text(), expected->sri(), fetched.nar_hash),
                     false};
  }
  const auto revision = input.revision();
  if (revision && *revision != fetched.revision) {
    builtin::bad_input("'rev' attribute mismatch in input '{}', expected {}", input.url_text(), *revision);
  }
}

V tree_attributes(Evaluator& e, const Fetcher& fetcher, const FetchInput& input,
                  const Host::Fetched& fetched) {
  constexpr std::size_t kShort = 7;
  AttrsBuilder attrs(e, 9);
  attrs.add("outPath", builtin::store_path_string(e, fetched.path));
  if (!fetched.nar_hash.empty()) attrs.add("narHash", e.make_string(fetched.nar_hash));
  if (input.type() == "git") attrs.add("submodules", boolean(input.flag("submodules")));
  std::string revision = fetched.revision;
  // As ever, fetchGit gives zeros for a tree that no commit has.
  if (revision.empty() && fetcher.git) revision = std::string(40, '0');
  if (!revision.empty()) {
    attrs.add("rev", e.make_string(revision));
    attrs.add("shortRev", e.make_string(revision.substr(0, kShort)));
  }
  if (fetched.revision_count || fetcher.git)
    attrs.add("revCount", e.make_int(fetched.revision_count.value_or(0)));
  if (!fetched.dirty_revision.empty()) {
    attrs.add("dirtyRev", e.make_string(fetched.dirty_revision + "-dirty"));
    attrs.add("dirtyShortRev", e.make_string(fetched.dirty_revision.substr(0, kShort) + "-dirty"));
  }
  if (fetched.last_modified) {
    attrs.add("lastModified", e.make_int(*fetched.last_modified));
    attrs.add("lastModifiedDate", e.make_string(compact_date(*fetched.last_modified)));
  }
  return attrs.finish();
}

V fetch(Evaluator& e, const Fetcher& fetcher, V& argument, Pos pos) {
  const FetchInput input = read_input(e, fetcher, argument, pos);
  const std::string url = input_step(e, pos, [&] { return input.url_text(); });
  if (e.options().pure && !input_step(e, pos, [&] { return input.is_locked(); })) {
    e.error(Code::PureEvaluation, pos, "in pure evaluation mode, '{}' doesn't fetch unlocked input '{}'",
            fetcher.name, url);
  }
  const Host::FetchRequest request = input_step(e, pos, [&] { return request_of(input); });
  const std::string doing = fmt::format("while fetching the input '{}'", url);
  return e.with_context(kNoPos, doing, [&] {
    Host::Fetched fetched = checked(e, e.host().fetch(request), pos);
    input_step(e, pos, [&] {
      apply_given(input, fetched);
      check_given(input, fetched);
    });
    return tree_attributes(e, fetcher, input, fetched);
  });
}

V fetch_tree(Evaluator& e, V* a, Pos pos) {
  return fetch(e, {"fetchTree", false}, a[0], pos);
}

V fetch_git(Evaluator& e, V* a, Pos pos) {
  return fetch(e, {"fetchGit", true}, a[0], pos);
}

// --- flake references -----------------------------------------------------------------------------

V parse_flake_ref(Evaluator& e, V* a, Pos pos) {
  const std::string text(
      e.force_string_no_context(a[0], pos, "while evaluating the argument passed to builtins.parseFlakeRef"));
  const InputAttrs parsed = input_step(e, pos, [&] { return builtin::parse_flake_reference(text).attrs(); });
  AttrsBuilder attrs(e, parsed.size());
  for (const auto& [name, value] : parsed) {
    if (const auto* string = std::get_if<std::string>(&value)) {
      attrs.add(name, e.make_string(*string));
    } else if (const auto* number = std::get_if<std::uint64_t>(&value)) {
      attrs.add(name, e.make_int(static_cast<std::int64_t>(*number)));
    } else {
      attrs.add(name, boolean(std::get<bool>(value)));
    }
  }
  return attrs.finish();
}

InputValue reference_value(Evaluator& e, std::string_view key, V& slot, Pos pos) {
  const V value = e.force(slot);
  if (Evaluator::is_int(value)) {
    if (Evaluator::int_value(value) < 0) {
      e.error(Code::BadUse, pos, "negative value given for flake ref attr {}: {}", key,
              Evaluator::int_value(value));
    }
    return static_cast<std::uint64_t>(Evaluator::int_value(value));
  }
  if (value == kTrue || value == kFalse) return value == kTrue;
  if (Evaluator::is_string(value)) return std::string(Evaluator::string_view_of(value));
  e.error(Code::BadUse, pos,
          "flake reference attribute sets may only contain integers, Booleans, and strings, but attribute "
          "'{}' is {}",
          key, Evaluator::type_name(value));
}

V flake_ref_to_string(Evaluator& e, V* a, Pos pos) {
  e.force_attrs(a[0], pos, "while evaluating the argument passed to builtins.flakeRefToString");
  const AttrsObj* flat = e.flat(a[0]);
  V* values = e.values_of(a[0]);
  const std::uint32_t* order = e.by_text(flat->shape.get());
  InputAttrs attrs;
  for (std::uint32_t i = 0; i < flat->shape->size; ++i) {
    const std::string_view key = e.symbols().text(flat->shape->keys[order[i]]);
    attrs[std::string(key)] = reference_value(e, key, values[order[i]], pos);
  }
  return e.make_string(
      input_step(e, pos, [&] { return builtin::flake_reference_of(std::move(attrs)).text(); }));
}

}  // namespace

void builtin::add_input_builtins(Registry& registry) {
  const Builtin table[] = {
      {"fetchGit", 1, 1, true, fetch_git, "fetchGit { url, rev ? …, ref ? …, submodules ? false, … }",
       "Fetches a revision of a Git repository, or a working tree with its changes, during evaluation: { "
       "outPath, rev, "
       "shortRev, revCount, … }."},
      {"fetchTree", 1, 1, true, fetch_tree, "fetchTree { type, … }",
       "Fetches a source tree of type path, file, tarball, git, github, gitlab or sourcehut during "
       "evaluation. A string is "
       "taken as a URL."},
      {"parseFlakeRef", 1, 1, false, parse_flake_ref, "parseFlakeRef reference",
       "A flake reference as an attribute set."},
      {"flakeRefToString", 1, 1, false, flake_ref_to_string, "flakeRefToString attrs",
       "A flake reference as a URL."},
  };
  registry.insert(registry.end(), std::begin(table), std::end(table));
}

}  // namespace hm
