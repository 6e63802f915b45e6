let
  from = { a = 1; };
  inherit (from) b;
in
b
