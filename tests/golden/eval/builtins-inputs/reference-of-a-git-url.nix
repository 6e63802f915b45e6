# What people write for a repository becomes a URL.
map (url: builtins.flakeRefToString { type = "git"; inherit url; }) [
  "/a/b"
  "git@example.org:owner/repo.git"
  "example.org:/absolute"
  "user@[::1]:x"
  "ssh://git@example.org/x"
  "git+https://example.org/x"
]
