let
  packages = [ "git" (throw "no package of that name") ];
in
builtins.concatStringsSep " " packages
