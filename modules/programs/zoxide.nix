{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) mkIf mkOrder;
  cfg = config.programs.zoxide;
  init = shell: "${lib.getExe cfg.package} init ${shell} ${lib.concatStringsSep " " cfg.options}";
  evaluated = shell: ''
    eval "$(${init shell})"
  '';
in
{
  options.programs.zoxide = {
    enable = lib.mkEnableOption "zoxide";
    package = lib.mkPackageOption pkgs "zoxide" { };
    options = lib.hm.option.strings "Arguments of {command}`zoxide init`.";
  }
  // lib.hm.shell.integrationOptions config [ "Bash" "Fish" "Nushell" "Zsh" ];

  config = mkIf cfg.enable {
    home.packages = [ cfg.package ];
    # Bash's hook wants to be the last that touches the prompt.
    programs.bash.initExtra = mkIf cfg.enableBashIntegration (mkOrder 2000 (evaluated "bash"));
    programs.zsh.initContent = mkIf cfg.enableZshIntegration (mkOrder 851 (evaluated "zsh"));
    programs.fish.interactiveShellInit = mkIf cfg.enableFishIntegration ''
      ${init "fish"} | source
    '';
    programs.nushell.extraConfig = mkIf cfg.enableNushellIntegration ''
      source ${
        pkgs.runCommand "zoxide-nushell-config.nu" { } ''
          ${init "nushell"} >> "$out"
        ''
      }
    '';
  };
}
