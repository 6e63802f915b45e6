builtins.foldl' (acc: x: x) (throw "start") [
  1
  2
]
