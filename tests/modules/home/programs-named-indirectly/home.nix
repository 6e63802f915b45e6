# Programs are found however a configuration names them, and options of the others can be read.
{
  config,
  lib,
  pkgs,
  ...
}:
{
  imports = [
    (lib.mkAliasOptionModule [ "my" "prompt" ] [ "programs" "starship" ])
    { options.programs.mine.enable = lib.mkEnableOption "a program of one's own"; }
  ];
  config = lib.mkMerge [
    { my.prompt.enable = true; }
    { programs = lib.mkIf pkgs.stdenv.isLinux { bat.enable = true; }; }
    { programs.mine.enable = true; }
    { programs.exa.enable = true; }
    (lib.mkIf config.programs.mine.enable { programs.zoxide.enable = true; })
    { programs.bash.enable = true; }
    { home.sessionVariables.HAS_KITTY = config.programs.kitty.enable; }
    { programs = lib.optionalAttrs (config.home.username == "sean") { ripgrep.enable = true; }; }
  ];
}
