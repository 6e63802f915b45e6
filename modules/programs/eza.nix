{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) mkIf optionalAttrs types;
  inherit (lib.hm) option shell;
  cfg = config.programs.eza;
  yaml = pkgs.formats.yaml { };

  icons =
    if cfg.icons == true then
      "auto"
    else if cfg.icons == false then
      null
    else
      cfg.icons;
  arguments = lib.escapeShellArgs (
    lib.optionals (icons != null) [ "--icons" icons ]
    ++ lib.optionals (cfg.colors != null) [ "--color" cfg.colors ]
    ++ lib.optional cfg.git "--git"
    ++ cfg.extraOptions
  );
  own = optionalAttrs (arguments != "") { eza = "eza ${arguments}"; };
  others = lib.mapAttrs (_: lib.mkDefault) {
    ls = "eza";
    ll = "eza -l";
    la = "eza -a";
    lt = "eza --tree";
    lla = "eza -la";
  };
  aliases = isIntegrated: own // optionalAttrs isIntegrated others;
  inherit (config.programs.fish) preferAbbrs;

  renamed = name: lib.mkRenamedOptionModule [ "programs" "exa" name ] [ "programs" "eza" name ];
in
{
  imports =
    map renamed [
      "enable"
      "extraOptions"
      "icons"
      "git"
    ]
    ++ [
      (lib.mkRemovedOptionModule [ "programs" "eza" "enableAliases" ] ''
        'programs.eza.enableAliases' has been deprecated and replaced with integration
        options per shell, for example, 'programs.eza.enableBashIntegration'.

        Note, the default for these options is 'true' so if you want to enable the
        aliases you can simply remove 'programs.eza.enableAliases' from your
        configuration.'')
    ];

  options.programs.eza = {
    enable = lib.mkEnableOption "eza, a modern replacement for {command}`ls`";
    package = lib.mkPackageOption pkgs "eza" { nullable = true; };
    # nushell's own ls gives a table, which most people want to keep.
    enableNushellIntegration = shell.mkNushellIntegrationOption { inherit config; } // {
      default = false;
    };
    extraOptions = option.strings "Further arguments.";
    icons = option.enum [
      null
      true
      false
      "auto"
      "always"
      "never"
    ] null "Whether icons stand beside names.";
    colors = option.enum [
      null
      "auto"
      "always"
      "never"
    ] null "Whether names are coloured.";
    git = option.flag "Whether git's view of a file is shown.";
    theme = option.value yaml.type { } "Theme, as {file}`theme.yml` has it.";
  }
  // shell.integrationOptions config [ "Bash" "Fish" "Ion" "Zsh" ];

  config = mkIf cfg.enable {
    warnings = lib.optional (builtins.isBool cfg.icons) ''
      Setting programs.eza.icons to a Boolean is deprecated.
      Please update your configuration so that

        programs.eza.icons = ${if cfg.icons then ''"auto"'' else "null"}'';
    home.packages = mkIf (cfg.package != null) [ cfg.package ];
    xdg.configFile."eza/theme.yml" = mkIf (cfg.theme != { }) {
      source = yaml.generate "eza-theme" cfg.theme;
    };
    programs.bash.shellAliases = aliases cfg.enableBashIntegration;
    programs.zsh.shellAliases = aliases cfg.enableZshIntegration;
    programs.ion.shellAliases = aliases cfg.enableIonIntegration;
    programs.nushell.shellAliases = aliases cfg.enableNushellIntegration;
    programs.fish.shellAliases = aliases (cfg.enableFishIntegration && !preferAbbrs);
    programs.fish.shellAbbrs = mkIf (cfg.enableFishIntegration && preferAbbrs) others;
  };
}
