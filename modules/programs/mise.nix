{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) mkIf;
  inherit (lib.hm) option;
  cfg = config.programs.mise;
  toml = pkgs.formats.toml { };
  mise = lib.getExe cfg.package;
  hasPackage = cfg.package != null;
  directory = "${config.xdg.configHome}/mise";
  mutable = lib.escapeShellArg "${directory}/config.toml";

  wasRtx = name: lib.mkRemovedOptionModule [ "programs" "rtx" name ] ''
    The `rtx` package has been replaced by `mise`, please switch over to
    using the options under `programs.mise.*` instead.
  '';
in
{
  imports = [
    (lib.mkRenamedOptionModule
      [ "programs" "mise" "settings" ]
      [ "programs" "mise" "globalConfig" "settings" ]
    )
  ]
  ++ map wasRtx [
    "enable"
    "package"
    "enableBashIntegration"
    "enableZshIntegration"
    "enableFishIntegration"
    "enableNushellIntegration"
    "settings"
  ];

  options.programs.mise = {
    enable = lib.mkEnableOption "mise";
    package = lib.mkPackageOption pkgs "mise" { nullable = true; };
    enableMutableConfig = option.flag "Whether {file}`config.toml` is left to mise, and what is set here stands in {file}`conf.d`.";
    globalConfig = option.value toml.type { } "Configuration for all directories.";
  }
  // lib.hm.shell.integrationOptions config [ "Bash" "Fish" "Nushell" "Zsh" ];

  config = mkIf cfg.enable {
    warnings =
      lib.optional
        (
          !hasPackage
          && (
            cfg.enableBashIntegration
            || cfg.enableZshIntegration
            || cfg.enableFishIntegration
            || cfg.enableNushellIntegration
          )
        )
        ''
          You have enabled shell integration for `mise` but have not set `package`.

          The shell integration will not be added.
        '';
    home.packages = mkIf hasPackage [
      cfg.package
      pkgs.usage # completion asks it
    ];
    home.activation.miseMutableConfig = mkIf cfg.enableMutableConfig (
      lib.hm.dag.entryAfter [ "linkGeneration" ] ''
        if [[ ! -e ${mutable} && ! -L ${mutable} ]]; then
          run mkdir -p ${lib.escapeShellArg directory}
          run touch ${mutable}
        fi
      ''
    );
    xdg.configFile.${
      if cfg.enableMutableConfig then "mise/conf.d/50-home-manager.toml" else "mise/config.toml"
    } =
      mkIf (cfg.globalConfig != { }) { source = toml.generate "mise-config" cfg.globalConfig; };

    programs.bash.initExtra = mkIf (cfg.enableBashIntegration && hasPackage) ''
      eval "$(${mise} activate bash)"
      source ${
        pkgs.runCommand "mise-bash-completion.bash" { } ''
          ${mise} completion bash --include-bash-completion-lib > $out
        ''
      }
    '';
    programs.zsh.initContent = mkIf (cfg.enableZshIntegration && hasPackage) ''
      eval "$(${mise} activate zsh)"
    '';
    programs.fish.interactiveShellInit = mkIf (cfg.enableFishIntegration && hasPackage) ''
      ${mise} activate fish | source
    '';
    programs.nushell.extraConfig = mkIf (cfg.enableNushellIntegration && hasPackage) ''
      use ${
        pkgs.runCommand "mise-nushell-config.nu" { } ''
          ${mise} activate nu > $out
        ''
      }
    '';
  };
}
