let
  name = "git";
in
builtins.length name
