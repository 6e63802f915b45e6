let
  even = n: odd (n - 1);
  odd = n: even (n - 1);
in
even 9
