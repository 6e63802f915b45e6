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
  cfg = config.programs.delta;
  command = lib.getExe cfg.package;

  # Without git to read them from, the options go to delta on its command line.
  wrapped = pkgs.symlinkJoin {
    name = "delta-wrapped";
    paths = [ cfg.package ];
    nativeBuildInputs = [ pkgs.makeWrapper ];
    postBuild = ''
      wrapProgram $out/bin/delta \
        --add-flags "--config ${pkgs.writeText "delta-config" (lib.generators.toGitINI { delta = cfg.options; })}"
    '';
    inherit (cfg.package) meta;
  };
  isReadByGit = cfg.enableGitIntegration && config.programs.git.enable;

  # Under its old name, delta always served git.
  old = lib.attrByPath [ "programs" "git" "delta" "enable" ] { isDefined = false; } options;
  isNamedOld = old.isDefined && old.files != [ ];
  oldPriority = 1490;

  value =
    with types;
    oneOf [
      str
      bool
      int
    ];
  renamed = name: lib.mkRenamedOptionModule [ "programs" "git" "delta" name ] [ "programs" "delta" name ];
in
{
  imports = map renamed [
    "enable"
    "package"
    "options"
  ];

  options.programs.delta = {
    enable = lib.mkEnableOption "delta, a syntax highlighter for git diffs";
    package = lib.mkPackageOption pkgs "delta" { };
    options = option.set (with types; either value (attrsOf value)) "Options of delta; a set is a feature of that name.";
    enableGitIntegration = option.flag "Whether git shows differences with delta.";
    enableJujutsuIntegration = option.flag "Whether jujutsu shows differences with delta.";
    finalPackage = lib.mkOption {
      type = types.package;
      default = if !isReadByGit && cfg.options != { } then wrapped else cfg.package;
      readOnly = true;
      visible = false;
      description = "delta, with its options where they are not git's.";
    };
  };

  config = lib.mkMerge [
    (mkIf cfg.enable {
      home.packages = [ cfg.finalPackage ];
      programs.delta.enableGitIntegration = mkIf isNamedOld (lib.mkOverride oldPriority true);
      warnings =
        lib.optional
          (cfg.enableGitIntegration && options.programs.delta.enableGitIntegration.highestPrio == oldPriority)
          "`programs.delta.enableGitIntegration` automatic enablement is deprecated. Please explicitly set `programs.delta.enableGitIntegration = true`.";
    })
    (mkIf (cfg.enable && cfg.enableGitIntegration) {
      programs.git.iniContent = {
        pager = (lib.hm.git.diffPagerConfig command).pager // {
          blame = command;
        };
        interactive.diffFilter = "${command} --color-only";
        delta = cfg.options;
      };
    })
    (mkIf (cfg.enable && cfg.enableJujutsuIntegration) {
      programs.jujutsu.settings = {
        merge-tools.delta.diff-expected-exit-codes = [
          0
          1
        ];
        ui = {
          diff-formatter = ":git";
          pager = lib.getExe cfg.finalPackage;
        };
      };
    })
  ];
}
