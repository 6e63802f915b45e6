{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) mkIf;
  cfg = config.programs.carapace;
  carapace = lib.getExe cfg.package;
  source = shell: ''
    source <(${carapace} _carapace ${shell})
  '';
in
{
  options.programs.carapace = {
    enable = lib.mkEnableOption "carapace, a multi-shell multi-command argument completer";
    package = lib.mkPackageOption pkgs "carapace" { };
    ignoreCase = lib.hm.option.flag "Whether completion ignores case.";
  }
  // lib.hm.shell.integrationOptions config [ "Bash" "Fish" "Nushell" "Zsh" ];

  config = mkIf cfg.enable {
    programs.carapace.package = mkIf cfg.ignoreCase (
      pkgs.symlinkJoin {
        name = "carapace-wrapped";
        paths = [ pkgs.carapace ];
        nativeBuildInputs = [ pkgs.makeWrapper ];
        postBuild = ''
          wrapProgram $out/bin/carapace \
            --set CARAPACE_MATCH 1
        '';
        meta.mainProgram = "carapace";
      }
    );
    home.packages = [ cfg.package ];
    programs.bash.initExtra = mkIf cfg.enableBashIntegration (source "bash");
    programs.zsh.initContent = mkIf cfg.enableZshIntegration (source "zsh");
    programs.fish.interactiveShellInit = mkIf cfg.enableFishIntegration ''
      ${carapace} _carapace fish | source
    '';
    # The builder's home must not be what the shell finds later.
    programs.nushell.extraConfig = mkIf cfg.enableNushellIntegration ''
      source ${
        pkgs.runCommand "carapace-nushell-config.nu" { } ''
          ${carapace} _carapace nushell | sed 's|"/homeless-shelter|$"($env.HOME)|g' >> "$out"
        ''
      }
    '';
  };
}
