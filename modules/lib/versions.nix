# Version numbers.
{ lib }:
let
  inherit (builtins) concatStringsSep elemAt length;
  part = i: v: elemAt (splitVersion v) i;
  splitVersion = builtins.splitVersion;
in
{
  inherit (builtins) compareVersions splitVersion;
  # >>> major "3.10.2"
  # "3"
  major = part 0;
  minor = part 1;
  patch = part 2;
  majorMinor = v: concatStringsSep "." (lib.lists.take 2 (splitVersion v));
  # >>> pad 3 "1.2"
  # "1.2.0"
  pad =
    n: version:
    let
      whole = builtins.head (lib.strings.splitString "-" version);
      numbers = lib.lists.take n (splitVersion whole);
      filled = numbers ++ lib.lists.replicate (n - length numbers) "0";
      suffix = lib.strings.removePrefix whole version;
    in
    concatStringsSep "." filled + suffix;
}
