#include "lang/eval/inner_files.hpp"

namespace hm {

namespace {

constexpr std::string_view kFetchurlName = "nix/fetchurl.nix";
constexpr std::string_view kFetchurlPath = "/__nix__/nix/fetchurl.nix";

// A fixed-output derivation that the builtin builder "builtin:fetchurl" downloads. Bootstrap packages call it, so its
// attributes are those of the reference to the letter: they are in the hash of everything built on top.
constexpr std::string_view kFetchurl = R"nix(
{ url, name ? baseNameOf (toString url), executable ? false, unpack ? false, impure ? false, system ? null
, hash ? "", md5 ? "", sha1 ? "", sha256 ? "", sha512 ? ""
, outputHash ? null, outputHashAlgo ? null
}:
let
  # The first of these that is given decides; SRI hashes name their algorithm themselves.
  given = builtins.filter (h: h.value != "") [
    { algo = ""; value = hash; }
    { algo = "sha512"; value = sha512; }
    { algo = "sha1"; value = sha1; }
    { algo = "md5"; value = md5; }
  ];
  legacy = if given == [ ] then { algo = "sha256"; value = sha256; } else builtins.head given;
  pinned = {
    outputHash = if outputHash != null then outputHash else legacy.value;
    outputHashAlgo = if outputHashAlgo != null then outputHashAlgo else legacy.algo;
  };
in
derivation ({
  inherit name url executable unpack;
  urls = [ url ];
  builder = "builtin:fetchurl";
  system = "builtin";
  outputHashMode = if unpack || executable then "recursive" else "flat";
  preferLocalBuild = true;
  impureEnvVars = [ "http_proxy" "https_proxy" "ftp_proxy" "all_proxy" "no_proxy" ];
} // (if impure then { __impure = true; } else pinned))
)nix";

}  // namespace

std::string_view inner_path(std::string_view name) { return name == kFetchurlName ? kFetchurlPath : std::string_view{}; }

std::optional<std::string_view> inner_file(std::string_view path) {
  if (path == kFetchurlPath) return kFetchurl;
  return std::nullopt;
}

}  // namespace hm
