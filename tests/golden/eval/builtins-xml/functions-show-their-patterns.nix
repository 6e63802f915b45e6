builtins.toXML [
  (x: x)
  ({ b, a ? 1 }@args: args)
  ({ ... }: 1)
]
