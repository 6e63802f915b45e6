let
  __sub = a: b: "sub";
  __lessThan = a: b: true;
in
[
  (1 - 2)
  (2 < 1)
  (-1)
]
