{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) getExe mkIf optionalString types;
  inherit (lib.hm) option;
  cfg = config.programs.mcfly;
  toml = pkgs.formats.toml { };
  init = package: shell: "${getExe package} init ${shell}";
  evaluated = package: shell: ''
    eval "$(${init package shell})"
  '';
in
{
  imports = [
    (lib.mkChangedOptionModule
      [ "programs" "mcfly" "enableFuzzySearch" ]
      [ "programs" "mcfly" "fuzzySearchFactor" ]
      (config: if config.programs.mcfly.enableFuzzySearch then 2 else 0)
    )
  ];

  options.programs.mcfly = {
    enable = lib.mkEnableOption "mcfly";
    package = lib.mkPackageOption pkgs "mcfly" { };
    mcflyFzfPackage = lib.mkPackageOption pkgs "mcfly-fzf" { };
    settings = option.value toml.type { } "Settings of {file}`config.toml`.";
    keyScheme = option.enum [
      "emacs"
      "vim"
    ] "emacs" "Style of keys.";
    interfaceView = option.enum [
      "TOP"
      "BOTTOM"
    ] "TOP" "Where the list is shown.";
    fzf.enable = lib.mkEnableOption "McFly fzf integration";
    enableLightTheme = option.flag "Whether colours suit a light terminal.";
    fuzzySearchFactor = option.value types.ints.unsigned 0 "How far a match may be from what is typed; 0 for not at all.";
  }
  // lib.hm.shell.integrationOptions config [ "Bash" "Fish" "Zsh" ];

  config = mkIf cfg.enable {
    home.packages = [ cfg.package ];
    home.sessionVariables = {
      MCFLY_KEY_SCHEME = cfg.keyScheme;
      MCFLY_INTERFACE_VIEW = cfg.interfaceView;
      MCFLY_LIGHT = mkIf cfg.enableLightTheme "TRUE";
      MCFLY_FUZZY = mkIf (cfg.fuzzySearchFactor > 0) cfg.fuzzySearchFactor;
    };
    xdg.dataFile."mcfly/config.toml" = mkIf (cfg.settings != { }) {
      source = toml.generate "mcfly-config.toml" cfg.settings;
    };
    programs.bash.initExtra = mkIf cfg.enableBashIntegration (
      evaluated cfg.package "bash"
      + optionalString cfg.fzf.enable ''
        if [[ $- =~ i ]]; then
          eval "$(${init cfg.mcflyFzfPackage "bash"})"
        fi
      ''
    );
    programs.zsh.initContent = mkIf cfg.enableZshIntegration (
      evaluated cfg.package "zsh"
      + optionalString cfg.fzf.enable ''
        if [[ -o interactive ]]; then
        eval "$(${init cfg.mcflyFzfPackage "zsh"})"
        fi
      ''
    );
    programs.fish.interactiveShellInit = mkIf cfg.enableFishIntegration (
      "${init cfg.package "fish"} | source\n"
      + optionalString cfg.fzf.enable "${init cfg.mcflyFzfPackage "fish"} | source\n"
    );
  };
}
