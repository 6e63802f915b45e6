map (x: builtins.compareVersions x "1.0") [
  "1.0pre1"
  "1.0"
  "1.0.1"
  "1.0a"
  "1"
  "1.00"
]
