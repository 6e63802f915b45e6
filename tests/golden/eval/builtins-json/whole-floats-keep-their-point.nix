builtins.toJSON [
  1.0
  0.1
  1.0e50
  1
]
