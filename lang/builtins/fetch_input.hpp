// Inputs: what fetchTree fetches, as a set of attributes and as a URL ("flake reference"). What each kind of
// input is called, which attributes it has and how both forms map is fixed by the reference
// (https://nix.dev/manual/nix/latest/command-ref/new-cli/nix3-flake#flake-references).
//
// Nothing here touches a disk or a network, or needs an Evaluator; failures are InputError (url.hpp).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "lang/base/hash.hpp"
#include "lang/builtins/url.hpp"

namespace hm::builtin {

using InputValue = std::variant<std::string, std::uint64_t, bool>;
using InputAttrs = std::map<std::string, InputValue, std::less<>>;

class FetchInput {
 public:
  // `type` must be among the attributes, and only such as its kind has.
  static FetchInput from_attrs(InputAttrs attrs);
  // `tree`: a URL that could be of a file or of an archive is of an archive.
  static FetchInput from_url(const Url& url, bool tree = true);

  const InputAttrs& attrs() const { return attrs_; }
  std::string type() const { return *text("type"); }
  // Nothing where the attribute is not there; an error where it is of another type.
  std::optional<std::string> text(std::string_view name) const;
  std::optional<std::uint64_t> number(std::string_view name) const;
  bool flag(std::string_view name) const;  // false where it is not there
  std::optional<Hash> nar_hash() const;
  std::optional<std::string> revision() const;  // checked, base 16

  Url to_url() const;
  std::string url_text() const { return to_url().text(); }
  // Does it name one content for ever?
  bool is_locked() const;
  // The attributes as JSON, for messages.
  std::string json() const;

 private:
  InputAttrs attrs_;
};

// A flake reference: an input and the directory in it.
struct FlakeReference {
  FetchInput input;
  std::string directory;  // "" for the root
  InputAttrs attrs() const;
  std::string text() const;
};
FlakeReference parse_flake_reference(std::string_view text);
FlakeReference flake_reference_of(InputAttrs attrs);

// A name of the registry: "nixpkgs".
bool is_flake_id(std::string_view text);

// What people write for a Git repository (a path, "host:path", "git+https://…") as a URL.
Url git_url(std::string_view text);

}  // namespace hm::builtin
