map builtins.functionArgs [
  ({ a, b ? a }: a)
  (args@{ c, ... }: c)
  (x: x)
  builtins.map
]
