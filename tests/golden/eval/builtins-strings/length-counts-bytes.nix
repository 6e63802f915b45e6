map builtins.stringLength [
  ""
  "é"
  "日本"
]
