# `home-manager` on the PATH. It is this program, called by that name.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) types;
  inherit (lib.hm) option;
  cfg = config.programs.home-manager;
in
{
  options.programs.home-manager = {
    enable = lib.mkEnableOption "Home Manager";
    path = option.nullable types.str "Accepted for compatibility: the modules are part of the program.";
    package = lib.mkOption {
      type = types.package;
      default = pkgs.writeShellScriptBin "home-manager" ''
        exec -a home-manager hm "$@"
      '';
      readOnly = true;
      description = "The program.";
    };
  };

  config = lib.mkIf (cfg.enable && !config.submoduleSupport.enable) {
    home.packages = [ cfg.package ];
  };
}
