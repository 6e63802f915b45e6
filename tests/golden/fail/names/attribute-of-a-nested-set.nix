let
  config = {
    programs.git.enable = true;
  };
in
config.programs.git.package
