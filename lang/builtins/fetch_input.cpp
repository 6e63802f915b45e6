#include "lang/builtins/fetch_input.hpp"

#include <algorithm>
#include <charconv>
#include <initializer_list>
#include <span>

#include <nlohmann/json.hpp>

namespace hm::builtin {

namespace {

bool is_revision(std::string_view text) {
  return text.size() == 40 && text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

bool contains(std::span<const std::string_view> names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// By the rules of git-check-ref-format, for a branch, a tag or a whole name.
bool is_reference_name(std::string_view name) {
  if (name.empty() || name == "@" || name[0] == '/' || name[0] == '-' || name.back() == '/' ||
      name.back() == '.') {
    return false;
  }
  for (const std::string_view no : {"..", "//", "@{", "/.", ".lock/"}) {
    if (name.find(no) != std::string_view::npos) return false;
  }
  if (name[0] == '.' || name.ends_with(".lock")) return false;
  return std::none_of(name.begin(), name.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f ||
           std::string_view(" ~^:?*[\\").find(c) != std::string_view::npos;
  });
}

std::optional<std::uint64_t> parse_number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// --- the kinds of input ---------------------------------------------------------------------------

struct Scheme {
  std::string_view name;
  std::span<const std::string_view> attributes;
  // Nothing where the URL is not of this kind.
  std::optional<InputAttrs> (*from_url)(const Scheme& self, const Url& url, bool tree);
  void (*check)(FetchInput& input, InputAttrs& attrs);
  Url (*to_url)(const Scheme& self, const FetchInput& input);
};

void need_text(const FetchInput& input, std::string_view name) {
  if (!input.text(name)) bad_input("input attribute '{}' is missing", name);
}

// github, gitlab, sourcehut
std::optional<InputAttrs> forge_from_url(const Scheme& self, const Url& url, bool) {
  if (url.scheme != self.name) return std::nullopt;
  const std::vector<std::string> path = url.segments();
  if (path.size() < 2) bad_url("URL '{}' is invalid", url.text());
  InputAttrs attrs;
  std::string version;
  for (std::size_t i = 2; i < path.size(); ++i) version += (i > 2 ? "/" : "") + path[i];
  if (!version.empty()) attrs[path.size() == 3 && is_revision(version) ? "rev" : "ref"] = version;
  for (const auto& [name, value] : url.query) {
    if (name == "rev" && attrs.contains(name))
      bad_url("URL '{}' contains multiple commit hashes", url.text());
    if (name == "ref" && attrs.contains(name))
      bad_url("URL '{}' contains multiple branch/tag names", url.text());
    if (name != "rev" && name != "ref" && name != "host" && name != "narHash") {
      bad_url("URL '{}' contains unknown parameter '{}'", url.text(), name);
    }
    attrs[name] = value;
  }
  attrs["type"] = std::string(self.name);
  attrs["owner"] = path[0];
  attrs["repo"] = path[1];
  return attrs;
}

void check_forge(FetchInput& input, InputAttrs&) {
  need_text(input, "owner");
  need_text(input, "repo");
  const auto reference = input.text("ref"), revision = input.text("rev"), host = input.text("host");
  if (reference && revision) {
    bad_url("input {} contains both a commit hash ('{}') and a branch/tag name ('{}')", input.json(),
            *revision, *reference);
  }
  static_cast<void>(input.revision());
  if (reference && !is_reference_name(*reference)) {
    bad_url("input {} contains an invalid branch/tag name", input.json());
  }
  if (host && host->find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-") !=
                  std::string::npos) {
    bad_url("input {} contains an invalid instance host", input.json());
  }
}

Url forge_to_url(const Scheme& self, const FetchInput& input) {
  Url url{.scheme = std::string(self.name),
          .authority = {},
          .path = {*input.text("owner"), *input.text("repo")},
          .query = {},
          .fragment = {}};
  if (const auto reference = input.text("ref")) url.path.push_back(*reference);
  if (const auto revision = input.revision()) url.path.push_back(*revision);
  if (const auto hash = input.nar_hash()) url.query["narHash"] = hash->sri();
  if (const auto host = input.text("host")) url.query["host"] = *host;
  return url;
}

// indirect: a name of the registry
std::optional<InputAttrs> indirect_from_url(const Scheme& self, const Url& url, bool) {
  if (url.scheme != "flake") return std::nullopt;
  const std::vector<std::string> path = url.segments();
  if (path.empty() || path.size() > 3) bad_url("GitHub URL '{}' is invalid", url.text());
  InputAttrs attrs{{"type", std::string(self.name)}, {"id", path[0]}};
  if (path.size() == 2) {
    if (!is_revision(path[1]) && !is_reference_name(path[1])) {
      bad_url("in flake URL '{}', '{}' is not a commit hash or branch/tag name", url.text(), path[1]);
    }
    attrs[is_revision(path[1]) ? "rev" : "ref"] = path[1];
  } else if (path.size() == 3) {
    if (!is_reference_name(path[1]))
      bad_url("in flake URL '{}', '{}' is not a branch/tag name", url.text(), path[1]);
    if (!is_revision(path[2])) bad_url("in flake URL '{}', '{}' is not a commit hash", url.text(), path[2]);
    attrs["ref"] = path[1];
    attrs["rev"] = path[2];
  }
  if (!is_flake_id(path[0])) bad_url("'{}' is not a valid flake ID", path[0]);
  return attrs;
}

void check_indirect(FetchInput& input, InputAttrs&) {
  need_text(input, "id");
  if (!is_flake_id(*input.text("id"))) bad_url("'{}' is not a valid flake ID", *input.text("id"));
}

Url indirect_to_url(const Scheme&, const FetchInput& input) {
  Url url{.scheme = "flake", .authority = {}, .path = {*input.text("id")}, .query = {}, .fragment = {}};
  if (const auto reference = input.text("ref")) url.path.push_back(*reference);
  if (const auto revision = input.revision()) url.path.push_back(*revision);
  return url;
}

// path
std::optional<InputAttrs> path_from_url(const Scheme& self, const Url& url, bool) {
  if (url.scheme != self.name) return std::nullopt;
  if (url.authority && !url.authority->empty()) {
    bad_input("path URL '{}' should not have an authority ('{}')", url.text(), *url.authority);
  }
  InputAttrs attrs{{"type", std::string(self.name)}, {"path", disk_path(url.path)}};
  for (const auto& [name, value] : url.query) {
    if (name == "rev" || name == "narHash") {
      attrs[name] = value;
    } else if (name == "revCount" || name == "lastModified") {
      const auto number = parse_number(value);
      if (!number) bad_input("path URL '{}' has invalid parameter '{}'", url.text(), name);
      attrs[name] = *number;
    } else {
      bad_input("path URL '{}' has unsupported parameter '{}'", url.text(), name);
    }
  }
  return attrs;
}

void check_path(FetchInput& input, InputAttrs&) {
  need_text(input, "path");
}

Url path_to_url(const Scheme& self, const FetchInput& input) {
  Url url{.scheme = std::string(self.name),
          .authority = {},
          .path = url_path(*input.text("path")),
          .query = {},
          .fragment = {}};
  for (const auto& [name, value] : input.attrs()) {
    if (name == "path" || name == "type") continue;
    url.query[name] = std::holds_alternative<std::string>(value) ? std::get<std::string>(value)
                      : std::holds_alternative<bool>(value)      ? (std::get<bool>(value) ? "1" : "0")
                                                            : std::to_string(std::get<std::uint64_t>(value));
  }
  return url;
}

// git
constexpr std::string_view kGitFlags[] = {"shallow",      "submodules", "lfs",
                                          "exportIgnore", "allRefs",    "verifyCommit"};
constexpr std::string_view kGitTexts[] = {"rev", "ref", "keytype", "publicKey", "publicKeys"};

std::optional<InputAttrs> git_from_url(const Scheme& self, const Url& url, bool) {
  if (url.scheme != "git" && url.application() != "git") return std::nullopt;
  Url bare = url;
  bare.query.clear();
  InputAttrs attrs{{"type", std::string(self.name)}};
  for (const auto& [name, value] : url.query) {
    if (contains(kGitTexts, name)) {
      attrs[name] = value;
    } else if (contains(kGitFlags, name)) {
      attrs[name] = value == "1";
    } else {
      bare.query[name] = value;
    }
  }
  attrs["url"] = bare.text();
  return attrs;
}

void check_git(FetchInput& input, InputAttrs& attrs) {
  for (const std::string_view name : {"verifyCommit", "keytype", "publicKey", "publicKeys"}) {
    if (attrs.contains(name)) bad_input("hm cannot verify the signatures of commits ('{}') yet", name);
  }
  need_text(input, "url");
  if (const auto reference = input.text("ref"); reference && !is_reference_name(*reference)) {
    bad_url("invalid Git branch/tag name '{}'", *reference);
  }
  for (const std::string_view name : kGitFlags) static_cast<void>(input.flag(name));
  attrs["url"] = git_url(*input.text("url")).text();
}

Url git_to_url(const Scheme&, const FetchInput& input) {
  Url url = parse_url(*input.text("url"), false);
  if (url.scheme != "git") url.scheme = "git+" + url.scheme;
  if (const auto revision = input.revision()) url.query["rev"] = *revision;
  if (const auto reference = input.text("ref")) url.query["ref"] = *reference;
  for (const std::string_view name : {"shallow", "lfs", "submodules", "exportIgnore"}) {
    if (input.flag(name)) url.query[std::string(name)] = "1";
  }
  return url;
}

// hg
std::optional<InputAttrs> hg_from_url(const Scheme& self, const Url& url, bool) {
  constexpr std::string_view kTransports[] = {"http", "https", "ssh", "file"};
  if (url.application() != "hg" || !contains(kTransports, url.transport())) return std::nullopt;
  Url bare = url;
  bare.scheme = url.transport();
  bare.query.clear();
  InputAttrs attrs{{"type", std::string(self.name)}};
  for (const auto& [name, value] : url.query) {
    if (name == "rev" || name == "ref") {
      attrs[name] = value;
    } else {
      bare.query[name] = value;
    }
  }
  attrs["url"] = bare.text();
  return attrs;
}

void check_hg(FetchInput& input, InputAttrs&) {
  need_text(input, "url");
  parse_url(*input.text("url"), false);
  if (const auto reference = input.text("ref"); reference && !is_reference_name(*reference)) {
    bad_url("invalid Mercurial branch/tag name '{}'", *reference);
  }
}

Url hg_to_url(const Scheme&, const FetchInput& input) {
  Url url = parse_url(*input.text("url"), false);
  url.scheme = "hg+" + url.scheme;
  if (const auto revision = input.revision()) url.query["rev"] = *revision;
  if (const auto reference = input.text("ref")) url.query["ref"] = *reference;
  return url;
}

// file and tarball
constexpr std::string_view kDownloadAttributes[] = {"url", "narHash",  "name",        "unpack",
                                                    "rev", "revCount", "lastModified"};

bool has_archive_extension(const Url& url) {
  if (url.path.empty()) return false;
  const std::string& name = url.path.back();
  for (const std::string_view end : {".zip", ".tar", ".tgz", ".tar.gz", ".tar.xz", ".tar.bz2", ".tar.zst"}) {
    if (name.ends_with(end)) return true;
  }
  return false;
}

std::optional<InputAttrs> download_from_url(const Scheme& self, const Url& url, bool tree) {
  constexpr std::string_view kTransports[] = {"file", "http", "https"};
  if (!contains(kTransports, url.transport())) return std::nullopt;
  const bool archive = tree || has_archive_extension(url);
  const std::string_view meant =
      url.application().empty() ? (archive ? "tarball" : "file") : url.application();
  if (meant != self.name) return std::nullopt;
  Url bare = url;
  bare.scheme = url.transport();
  for (const std::string_view name : kDownloadAttributes) bare.query.erase(std::string(name));
  InputAttrs attrs{{"type", std::string(self.name)}, {"url", bare.text()}};
  for (const auto& [name, value] : url.query) {
    if (name == "narHash" || name == "rev") attrs[name] = value;
    if (name == "revCount" || name == "lastModified") {
      if (const auto number = parse_number(value)) attrs[name] = *number;
    }
  }
  return attrs;
}

void check_download(FetchInput&, InputAttrs&) {}

Url download_to_url(const Scheme&, const FetchInput& input) {
  need_text(input, "url");
  Url url = parse_url(*input.text("url"), false);
  if (const auto hash = input.nar_hash()) url.query["narHash"] = hash->sri();
  return url;
}

constexpr std::string_view kForgeAttributes[] = {"owner",   "repo",         "ref",  "rev",
                                                 "narHash", "lastModified", "host", "treeHash"};
constexpr std::string_view kIndirectAttributes[] = {"id", "ref", "rev", "narHash"};
constexpr std::string_view kPathAttributes[] = {"path", "rev", "revCount", "lastModified", "narHash"};
constexpr std::string_view kHgAttributes[] = {"url", "ref", "rev", "revCount", "narHash", "name"};
constexpr std::string_view kGitAttributes[] = {
    "url",          "ref",           "rev",          "shallow", "submodules", "lfs",
    "exportIgnore", "lastModified",  "revCount",     "narHash", "allRefs",    "name",
    "dirtyRev",     "dirtyShortRev", "verifyCommit", "keytype", "publicKey",  "publicKeys"};

// In the order in which a URL is offered to them.
constexpr Scheme kSchemes[] = {
    {"file", kDownloadAttributes, download_from_url, check_download, download_to_url},
    {"git", kGitAttributes, git_from_url, check_git, git_to_url},
    {"github", kForgeAttributes, forge_from_url, check_forge, forge_to_url},
    {"gitlab", kForgeAttributes, forge_from_url, check_forge, forge_to_url},
    {"hg", kHgAttributes, hg_from_url, check_hg, hg_to_url},
    {"indirect", kIndirectAttributes, indirect_from_url, check_indirect, indirect_to_url},
    {"path", kPathAttributes, path_from_url, check_path, path_to_url},
    {"sourcehut", kForgeAttributes, forge_from_url, check_forge, forge_to_url},
    {"tarball", kDownloadAttributes, download_from_url, check_download, download_to_url},
};

const Scheme* scheme_of(std::string_view type) {
  const auto* found =
      std::find_if(std::begin(kSchemes), std::end(kSchemes), [&](const Scheme& s) { return s.name == type; });
  return found == std::end(kSchemes) ? nullptr : found;
}

}  // namespace

bool is_flake_id(std::string_view text) {
  const auto alpha = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  return !text.empty() && alpha(text[0]) && std::all_of(text.begin(), text.end(), [&](char c) {
    return alpha(c) || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
}

// --- inputs ---------------------------------------------------------------------------------------

FetchInput FetchInput::from_attrs(InputAttrs attrs) {
  FetchInput input;
  input.attrs_ = std::move(attrs);
  const auto type = input.text("type");
  if (!type) bad_input("'type' attribute to specify input scheme is required but not provided");
  if (const Scheme* scheme = scheme_of(*type)) {
    for (const auto& [name, value] : input.attrs_) {
      if (name != "type" && !contains(scheme->attributes, name)) {
        bad_input("input attribute '{}' not supported by scheme '{}'", name, *type);
      }
    }
    scheme->check(input, input.attrs_);
  }
  static_cast<void>(input.text("ref"));
  static_cast<void>(input.number("revCount"));
  static_cast<void>(input.number("lastModified"));
  return input;
}

FetchInput FetchInput::from_url(const Url& url, bool tree) {
  for (const Scheme& scheme : kSchemes) {
    if (auto attrs = scheme.from_url(scheme, url, tree)) return from_attrs(std::move(*attrs));
  }
  if (url.application() == "file" && url.transport() == "git") {
    bad_input("input '{}' is unsupported; did you mean 'git+file' instead of 'file+git'?", url.text());
  }
  bad_input("input '{}' is unsupported", url.text());
}

std::optional<std::string> FetchInput::text(std::string_view name) const {
  const auto found = attrs_.find(name);
  if (found == attrs_.end()) return std::nullopt;
  if (const auto* value = std::get_if<std::string>(&found->second)) return *value;
  bad_input("input attribute '{}' is not a string {}", name, json());
}

std::optional<std::uint64_t> FetchInput::number(std::string_view name) const {
  const auto found = attrs_.find(name);
  if (found == attrs_.end()) return std::nullopt;
  if (const auto* value = std::get_if<std::uint64_t>(&found->second)) return *value;
  bad_input("input attribute '{}' is not an integer", name);
}

bool FetchInput::flag(std::string_view name) const {
  const auto found = attrs_.find(name);
  if (found == attrs_.end()) return false;
  if (const auto* value = std::get_if<bool>(&found->second)) return *value;
  bad_input("input attribute '{}' is not a Boolean", name);
}

std::optional<Hash> FetchInput::nar_hash() const {
  const auto given = text("narHash");
  if (!given) return std::nullopt;
  if (given->empty()) return Hash{HashAlgorithm::Sha256, {}};
  if (given->find('-') == std::string::npos) bad_input("hash '{}' is not SRI", *given);
  auto hash = parse_hash(*given, {});
  if (!hash) throw InputError{std::move(hash).error(), false};
  if (hash->algorithm != HashAlgorithm::Sha256) bad_input("narHash must use SHA-256");
  return *hash;
}

std::optional<std::string> FetchInput::revision() const {
  const auto given = text("rev");
  if (!given) return std::nullopt;
  auto hash = parse_hash(*given, {});
  if (!hash) hash = parse_hash(*given, HashAlgorithm::Sha1);
  if (!hash) throw InputError{std::move(hash).error(), false};
  return hash->base16();
}

Url FetchInput::to_url() const {
  const Scheme* scheme = scheme_of(type());
  if (!scheme) bad_input("cannot show unsupported input '{}'", json());
  return scheme->to_url(*scheme, *this);
}

bool FetchInput::is_locked() const {
  const std::string kind = type();
  if (kind == "git" || kind == "hg") {
    const auto given = revision();
    return given && given->find_first_not_of('0') != std::string::npos;
  }
  if (kind == "path" || kind == "file" || kind == "tarball") return text("narHash").has_value();
  return text("rev").has_value();
}

std::string FetchInput::json() const {
  nlohmann::json all = nlohmann::json::object();
  for (const auto& [name, value] : attrs_) {
    std::visit([&, key = name](const auto& v) { all[key] = v; }, value);
  }
  return all.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace hm::builtin
