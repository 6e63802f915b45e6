#include <algorithm>
#include <iterator>
#include <utility>

#include "lang/builtins/fetch_input.hpp"

namespace hm::builtin {

// --- flake references -----------------------------------------------------------------------------

namespace {

constexpr std::string_view kFragmentCharacters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~%!$&'\"()*+,;=:@/? ^";

// "nixpkgs", "nixpkgs/branch", "nixpkgs/<commit>", "nixpkgs/branch/<commit>", each with "#fragment" perhaps.
std::optional<Url> parse_flake_id(std::string_view text) {
  const std::size_t hash = text.find('#');
  const std::string_view name = text.substr(0, hash);
  const std::size_t slash = name.find('/');
  if (!is_flake_id(name.substr(0, slash))) return std::nullopt;
  if (slash != std::string_view::npos) {
    const std::string_view version = name.substr(slash + 1);
    if (version.empty() || version[0] == '_' || version[0] == '.' || version[0] == '/' || version[0] == '+' ||
        version[0] == '-' ||
        version.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./@+-") !=
            std::string_view::npos) {
      return std::nullopt;
    }
  }
  Url url{.scheme = "flake", .authority = {}, .path = url_path(name), .query = {}, .fragment = {}};
  if (hash != std::string_view::npos) {
    const std::string_view fragment = text.substr(hash + 1);
    if (fragment.find_first_not_of(kFragmentCharacters) != std::string_view::npos) return std::nullopt;
    url.fragment = percent_decode(fragment);
  }
  return url;
}

FlakeReference reference_of(std::string_view text, Url url) {
  FlakeReference reference;
  if (const auto found = url.query.find("dir"); found != url.query.end()) {
    reference.directory = found->second;
    url.query.erase(found);
  }
  const std::string fragment = std::exchange(url.fragment, {});
  reference.input = FetchInput::from_url(url);
  if (!fragment.empty()) bad_input("unexpected fragment '{}' in flake reference '{}'", fragment, text);
  return reference;
}

// "/path?query#fragment"
FlakeReference path_reference(std::string_view text) {
  std::string_view rest = text;
  Url url{.scheme = "path", .authority = {}, .path = {}, .query = {}, .fragment = {}};
  if (const std::size_t hash = rest.find('#'); hash != std::string_view::npos) {
    url.fragment = percent_decode(rest.substr(hash + 1));
    rest = rest.substr(0, hash);
  }
  if (const std::size_t mark = rest.find('?'); mark != std::string_view::npos) {
    url.query = decode_query(rest.substr(mark + 1), true);
    rest = rest.substr(0, mark);
  }
  if (!rest.starts_with('/')) bad_url("flake reference '{}' is not an absolute path", text);
  url.authority.emplace();
  url.path = url_path(rest);
  return reference_of(text, std::move(url));
}

}  // namespace

FlakeReference parse_flake_reference(std::string_view text) {
  if (auto url = parse_flake_id(text)) return reference_of(text, std::move(*url));
  try {
    return reference_of(text, parse_url(text, true));
  } catch (const InputError& e) {
    if (!e.not_a_url) throw;
  }
  return path_reference(text);
}

FlakeReference flake_reference_of(InputAttrs attrs) {
  FlakeReference reference;
  if (const auto found = attrs.find("dir"); found != attrs.end()) {
    if (const auto* directory = std::get_if<std::string>(&found->second)) {
      reference.directory = *directory;
    } else {
      bad_input("input attribute 'dir' is not a string");
    }
    attrs.erase(found);
  }
  reference.input = FetchInput::from_attrs(std::move(attrs));
  return reference;
}

InputAttrs FlakeReference::attrs() const {
  InputAttrs all = input.attrs();
  if (!directory.empty()) all["dir"] = directory;
  return all;
}

std::string FlakeReference::text() const {
  Url url = input.to_url();
  if (!directory.empty()) url.query.emplace("dir", directory);
  return url.text();
}

// --- git URLs -------------------------------------------------------------------------------------

namespace {

// "user@host:path", as ssh and Git know it: no "://", and a colon before the first slash.
std::optional<Url> parse_scp(std::string_view text) {
  if (text.find("://") != std::string_view::npos) return std::nullopt;
  std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || text.substr(0, colon).find('/') != std::string_view::npos)
    return std::nullopt;
  constexpr std::string_view kKnown[] = {"ssh", "http", "https", "file", "ftp", "ftps", "git"};
  std::string_view scheme = text.substr(0, colon);
  if (scheme.starts_with("git+")) scheme.remove_prefix(4);
  if (std::find(std::begin(kKnown), std::end(kKnown), scheme) != std::end(kKnown)) return std::nullopt;
  std::size_t bracket = text.find("@[");
  bracket = bracket == std::string_view::npos ? (text.starts_with('[') ? 0 : bracket) : bracket + 1;
  if (bracket != std::string_view::npos) {
    const std::size_t end = text.find(']', bracket + 1);
    if (end != std::string_view::npos) {
      if (end + 1 >= text.size() || text[end + 1] != ':') return std::nullopt;
      colon = end + 1;
    }
  }
  Url url{.scheme = "ssh",
          .authority = std::string(text.substr(0, colon)),
          .path = {},
          .query = {},
          .fragment = {}};
  url.path = url_path(text.substr(colon + 1));
  // A URL's path is absolute; "~" at its beginning keeps its meaning.
  if (url.path.empty() || !url.path.front().empty()) url.path.insert(url.path.begin(), "");
  return url;
}

}  // namespace

Url git_url(std::string_view text) {
  if (text.starts_with('/')) {
    return {.scheme = "file", .authority = "", .path = url_path(text), .query = {}, .fragment = {}};
  }
  if (auto scp = parse_scp(text)) return std::move(*scp);
  Url url = parse_url(text, false);
  if (url.application() == "git") url.scheme = url.transport();
  return url;
}

}  // namespace hm::builtin
