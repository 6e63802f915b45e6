builtins.sort builtins.lessThan [
  [ 2 ]
  [ 1 9 ]
  [ ]
  [ 1 ]
]
