let
  self = { __functor = me: x: me (x + 1); };
in
self 0
