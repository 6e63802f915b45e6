let
  total = numbers: builtins.foldl' builtins.add 0 numbers;
in
total { a = 1; }
