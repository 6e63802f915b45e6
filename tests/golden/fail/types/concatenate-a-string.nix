let
  packages = [ "git" ];
  more = "jq";
in
packages ++ more
