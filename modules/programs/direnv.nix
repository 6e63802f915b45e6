{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) getExe mkAfter mkIf;
  inherit (lib.hm) option;
  cfg = config.programs.direnv;
  toml = pkgs.formats.toml { };
  # Since 2.36 the log is silenced in the configuration.
  isSilentByConfig = lib.versionAtLeast (lib.getVersion cfg.package) "2.36.0";
  hook = shell: "${getExe cfg.package} hook ${shell}";
in
{
  imports = [
    (lib.mkRenamedOptionModule
      [ "programs" "direnv" "enableNixDirenvIntegration" ]
      [ "programs" "direnv" "nix-direnv" "enable" ]
    )
    (lib.mkRemovedOptionModule [
      "programs"
      "direnv"
      "nix-direnv"
      "enableFlakes"
    ] "Flake support is now always enabled.")
  ];

  options.programs.direnv = {
    enable = lib.mkEnableOption "direnv, the environment switcher";
    package = lib.mkPackageOption pkgs "direnv" { };
    config = option.value toml.type { } "Settings of {file}`direnv.toml`.";
    stdlib = option.lines "Functions for every {file}`.envrc`, written to {file}`direnvrc`.";
    nix-direnv = {
      enable = lib.mkEnableOption "nix-direnv, a fast and persistent `use nix` for direnv";
      package = lib.mkPackageOption pkgs "nix-direnv" { };
    };
    mise = {
      enable = lib.mkEnableOption "`use mise` for direnv";
      package = lib.mkPackageOption pkgs "mise" { };
    };
    silent = lib.mkEnableOption "silent mode, that is, disabling direnv logging";
  }
  // lib.hm.shell.integrationOptions config [ "Bash" "Fish" "Nushell" "Zsh" ];

  config = mkIf cfg.enable {
    home.packages = [ cfg.package ];
    home.sessionVariables = mkIf (cfg.silent && !isSilentByConfig) { DIRENV_LOG_FORMAT = ""; };

    programs.direnv.config.global = mkIf (cfg.silent && isSilentByConfig) {
      log_format = "-";
      log_filter = "^$";
    };

    # After whatever else changes the prompt.
    programs.bash.initExtra = mkIf cfg.enableBashIntegration (mkAfter ''
      eval "$(${hook "bash"})"
    '');
    programs.zsh.initContent = mkIf cfg.enableZshIntegration ''
      eval "$(${hook "zsh"})"
    '';
    programs.fish.interactiveShellInit = mkIf cfg.enableFishIntegration (mkAfter ''
      if not functions -q __direnv_export_eval
        ${hook "fish"} | source
      end
    '');
    programs.nushell.extraConfig = mkIf cfg.enableNushellIntegration (
      mkAfter (import ./direnv-nushell.nix (getExe cfg.package))
    );

    xdg.configFile = {
      "direnv/direnv.toml" = mkIf (cfg.config != { }) {
        source = toml.generate "direnv-config" cfg.config;
      };
      "direnv/direnvrc" = mkIf (cfg.stdlib != "") { text = cfg.stdlib; };
      "direnv/lib/hm-nix-direnv.sh" = mkIf cfg.nix-direnv.enable {
        source = "${cfg.nix-direnv.package}/share/nix-direnv/direnvrc";
      };
      "direnv/lib/hm-mise.sh" = mkIf cfg.mise.enable {
        text = ''
          eval "$(${getExe cfg.mise.package} direnv activate)"
        '';
      };
    };
  };
}
