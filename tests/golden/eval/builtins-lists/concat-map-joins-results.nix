builtins.concatMap (x: if x > 1 then [ x (x * 10) ] else [ ]) [
  1
  2
  3
]
