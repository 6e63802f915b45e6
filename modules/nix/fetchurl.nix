# <nix/fetchurl.nix>: a file by its URL and hash, without a builder of its own. Package sets bootstrap with it, so the
# arguments and the attributes of the derivation are fixed: its path follows from them.
#
# `hash` is an SRI hash; md5, sha1, sha256 and sha512 are the older spellings, of which the strongest given counts,
# except that sha1 and md5 go before sha256. `system` is accepted and ignored.
{ url
, name ? baseNameOf (toString url)
, hash ? ""
, md5 ? ""
, sha1 ? ""
, sha256 ? ""
, sha512 ? ""
, outputHash ? null
, outputHashAlgo ? null
, executable ? false
, unpack ? false
, impure ? false
, system ? ""
}:

let
  spellings = [
    { algorithm = ""; value = hash; }
    { algorithm = "sha512"; value = sha512; }
    { algorithm = "sha1"; value = sha1; }
    { algorithm = "md5"; value = md5; }
  ];
  given = builtins.filter (spelling: spelling.value != "") spellings ++ [ { algorithm = "sha256"; value = sha256; } ];
  chosen = builtins.head given;

  expected =
    if impure then { __impure = true; }
    else {
      outputHash = if outputHash == null then chosen.value else outputHash;
      outputHashAlgo = if outputHashAlgo == null then chosen.algorithm else outputHashAlgo;
    };
in

derivation ({
  inherit executable name unpack url;
  builder = "builtin:fetchurl";
  system = "builtin";
  outputHashMode = if executable || unpack then "recursive" else "flat";
  preferLocalBuild = true;
  impureEnvVars = [ "http_proxy" "https_proxy" "ftp_proxy" "all_proxy" "no_proxy" ];
  urls = [ url ];
} // expected)
