let
  name = "git";
in
name { version = 2; }
