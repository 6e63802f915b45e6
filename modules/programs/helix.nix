{
  config,
  lib,
  options,
  pkgs,
  ...
}:
let
  inherit (lib) mkIf types;
  inherit (lib.hm) option;
  cfg = config.programs.helix;
  toml = pkgs.formats.toml { };
  # Running editors read their configuration again.
  onChange = "${pkgs.procps}/bin/pkill -USR1 -u $USER -x '(hx|\\.hx-wrapped)' || true";

  wrapped = pkgs.symlinkJoin {
    name = "${lib.getName cfg.package}-wrapped-${lib.getVersion cfg.package}";
    paths = [ cfg.package ];
    preferLocalBuild = true;
    nativeBuildInputs = [ pkgs.makeWrapper ];
    postBuild = ''
      wrapProgram $out/bin/hx \
        --suffix PATH : ${lib.makeBinPath cfg.extraPackages}
    '';
  };

  hasSettings = cfg.settings != { };
  configFile = pkgs.runCommand "helix-config.toml" { } ''
    cat ${toml.generate "config.toml" cfg.settings} ${
      pkgs.writeText "extra-config.toml" (lib.optionalString hasSettings "\n" + cfg.extraConfig)
    } >> $out
  '';

  theme = name: content: lib.nameValuePair "helix/themes/${name}.toml" {
    inherit onChange;
    source =
      if builtins.isString content && !lib.isStorePath content then
        pkgs.writeText "helix-theme-${name}" content
      else if builtins.isPath content || lib.isStorePath content then
        content
      else
        toml.generate "helix-theme-${name}" content;
  };
in
{
  options.programs.helix = {
    enable = lib.mkEnableOption "helix text editor";
    package = lib.mkPackageOption pkgs "helix" { nullable = true; };
    extraPackages = option.packages "Programs that the editor finds, such as language servers.";
    extraConfig = option.lines "Text at the end of {file}`config.toml`.";
    defaultEditor = option.flag "Whether {env}`EDITOR` and {env}`VISUAL` name it.";
    settings = option.value toml.type { } "Settings of {file}`config.toml`.";
    languages = option.value (
      with types;
      coercedTo (listOf toml.type) (language: { inherit language; }) (addCheck toml.type builtins.isAttrs)
    ) { } "Content of {file}`languages.toml`.";
    ignores = option.strings "Patterns of files that are never offered.";
    themes = option.set (types.oneOf [
      toml.type
      types.path
      types.lines
    ]) "Themes, as settings, text or file.";
  };

  config = mkIf cfg.enable {
    assertions = [
      {
        assertion = cfg.extraPackages != [ ] -> cfg.package != null;
        message = "programs.helix.extraPackages require programs.helix.package to not be null";
      }
    ];
    warnings = lib.optional (lib.any builtins.isList options.programs.helix.languages.definitions) (
      lib.hm.deprecations.mkDeprecatedOptionValueWarning {
        option = [
          "programs"
          "helix"
          "languages"
        ];
        old = "a list";
        replacement = "`programs.helix.languages.language`";
        details = ''
          This option now generates the whole languages.toml file instead of just the language array in that file.

          Use:
            programs.helix.languages = { language = <languages list>; }
        '';
      }
    );
    home.packages = mkIf (cfg.package != null) [
      (if cfg.extraPackages == [ ] then cfg.package else wrapped)
    ];
    home.sessionVariables = mkIf cfg.defaultEditor {
      EDITOR = "hx";
      VISUAL = "hx";
    };
    xdg.configFile = {
      "helix/config.toml" = mkIf (hasSettings || cfg.extraConfig != "") {
        inherit onChange;
        source = configFile;
      };
      "helix/languages.toml" = mkIf (cfg.languages != { }) {
        inherit onChange;
        source = toml.generate "helix-languages-config" cfg.languages;
      };
      "helix/ignore" = mkIf (cfg.ignores != [ ]) { text = lib.concatLines cfg.ignores; };
    }
    // lib.mapAttrs' theme cfg.themes;
  };
}
