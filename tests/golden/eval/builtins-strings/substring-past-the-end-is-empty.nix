[
  (builtins.substring 2 100 "abc")
  (builtins.substring 3 1 "abc")
  (builtins.substring 10 1 "abc")
  (builtins.substring 1 (-1) "abc")
]
