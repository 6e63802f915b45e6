[
  (builtins.tryEval { a = throw "inside"; }).success
  (builtins.tryEval (throw "outside"))
]
