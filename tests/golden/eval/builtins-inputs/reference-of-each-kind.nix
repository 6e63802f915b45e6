# Flake references as sets, and what those sets are as URLs again.
let
  rev = "0123456789abcdef0123456789abcdef01234567";
  both = text: rec { attrs = builtins.parseFlakeRef text; again = builtins.flakeRefToString attrs; };
in
map both [
  "nixpkgs"
  "nixpkgs/release-24.05"
  "nixpkgs/${rev}"
  "nixpkgs/main/${rev}"
  "flake:nixpkgs/main"
  "github:owner/repo"
  "github:owner/repo/${rev}"
  "gitlab:owner/repo/feature/x?host=git.example.org"
  "sourcehut:~owner/repo?ref=main"
  "git+https://example.org:8443/a/b.git?ref=main&submodules=1&dir=sub"
  "git+file:///a/b?shallow=1&unknown=kept"
  "git://example.org/x?rev=${rev}"
  "hg+https://example.org/x?ref=default"
  "https://example.org/a.tar.gz?narHash=sha256-47DEQpj8HBSa%2B/TImW%2B5JCeuQeRkm5NMpJWZG3hSuFU%3D&rev=${rev}&q=1"
  "tarball+file:///a/b.zip"
  "file+https://user:pass@example.org/a%20b"
  "path:/a/b?lastModified=12&revCount=3"
  "path:./relative?dir=x"
  "/a/b/c?dir=y"
]
