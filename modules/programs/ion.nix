{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) types;
  inherit (lib.hm) option;
  cfg = config.programs.ion;
in
{
  options.programs.ion = {
    enable = lib.mkEnableOption "the Ion Shell. Compatible with Redox and Linux";
    package = lib.mkPackageOption pkgs "ion" { };
    initExtra = option.lines "Text run when a shell starts.";
    shellAliases = option.set types.str "Aliases.";
  };

  config = lib.mkIf cfg.enable {
    home.packages = [ cfg.package ];
    xdg.configFile."ion/initrc".text = ''
      # Aliases
      ${lib.concatStringsSep "\n" (
        lib.mapAttrsToList (name: command: "alias ${name} = ${lib.escapeShellArg command}") cfg.shellAliases
      )}

      ${cfg.initExtra}
    '';
  };
}
