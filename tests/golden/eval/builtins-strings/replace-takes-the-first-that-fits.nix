[
  (builtins.replaceStrings [ "o" "oo" ] [ "1" "2" ] "foo")
  (builtins.replaceStrings [ "oo" "o" ] [ "1" "2" ] "foo")
]
