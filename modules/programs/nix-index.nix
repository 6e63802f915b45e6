{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) mkIf;
  cfg = config.programs.nix-index;
  handler = "${cfg.package}/etc/profile.d/command-not-found";
  source = ''
    source ${handler}.sh
  '';
  # fish has no function of that name to source; a script runs it.
  wrapper = pkgs.writeScript "command-not-found" ''
    #!${pkgs.bash}/bin/bash
    source ${handler}.sh
    command_not_found_handle "$@"
  '';
in
{
  options.programs.nix-index = {
    enable = lib.mkEnableOption "nix-index, a file database for nixpkgs";
    package = lib.mkPackageOption pkgs "nix-index" { };
  }
  // lib.hm.shell.integrationOptions config [ "Bash" "Fish" "Nushell" "Zsh" ];

  config = mkIf cfg.enable {
    home.packages = [ cfg.package ];
    programs.bash.initExtra = mkIf cfg.enableBashIntegration source;
    programs.zsh.initContent = mkIf cfg.enableZshIntegration source;
    programs.fish.interactiveShellInit = mkIf cfg.enableFishIntegration ''
      function __fish_command_not_found_handler --on-event fish_command_not_found
          ${wrapper} $argv
      end
    '';
    programs.nushell.settings.hooks.command_not_found = mkIf cfg.enableNushellIntegration (
      lib.hm.nushell.mkNushellInline "source ${handler}.nu"
    );
  };
}
