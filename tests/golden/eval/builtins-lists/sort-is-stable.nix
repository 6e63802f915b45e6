map (x: x.name) (
  builtins.sort (a: b: a.key < b.key) [
    { key = 2; name = "a"; }
    { key = 1; name = "b"; }
    { key = 2; name = "c"; }
    { key = 1; name = "d"; }
  ]
)
