let
  version = "1.2";
in
assert builtins.compareVersions version "2" >= 0;
version
