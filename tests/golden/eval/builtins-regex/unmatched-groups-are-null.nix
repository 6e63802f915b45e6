map (builtins.match "(a)?(b)?") [
  ""
  "a"
  "b"
  "c"
]
