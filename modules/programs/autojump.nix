{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) mkIf;
  cfg = config.programs.autojump;
  source = shell: ''
    . ${cfg.package}/share/autojump/autojump.${shell}
  '';
in
{
  imports = [
    (lib.mkRenamedOptionModule
      [ "programs" "bash" "enableAutojump" ]
      [ "programs" "autojump" "enable" ]
    )
  ];

  options.programs.autojump = {
    enable = lib.mkEnableOption "autojump";
    package = lib.mkPackageOption pkgs "autojump" { };
  }
  // lib.hm.shell.integrationOptions config [ "Bash" "Fish" "Zsh" ];

  config = mkIf cfg.enable {
    home.packages = [ cfg.package ];
    programs.bash.initExtra = mkIf cfg.enableBashIntegration (lib.mkBefore (source "bash"));
    programs.zsh.initContent = mkIf cfg.enableZshIntegration (source "zsh");
    programs.fish.interactiveShellInit = mkIf cfg.enableFishIntegration (source "fish");
  };
}
