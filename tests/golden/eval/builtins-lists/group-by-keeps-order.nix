builtins.groupBy (x: if x < 0 then "negative" else "positive") [
  3
  (-1)
  2
  (-5)
]
