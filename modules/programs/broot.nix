{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) mkIf types;
  inherit (lib.hm) option;
  cfg = config.programs.broot;
  json = pkgs.formats.json { };
  renamed = name: lib.mkRenamedOptionModule [ "programs" "broot" name ] [ "programs" "broot" "settings" name ];

  # The function that changes directory; nushell's copy has to be given its short name.
  function =
    shell:
    let
      rename = lib.optionalString (
        shell == "nushell"
      ) " | sed 's/export def --env main/export def --env br/'";
    in
    pkgs.runCommand "br.${shell}" {
      nativeBuildInputs = [ cfg.package ];
    } "broot --print-shell-function ${shell}${rename} > $out";
  hook = shell: lib.mkAfter ''
    source ${function shell}
  '';

  # With the sources at hand their configuration is the ground; without, broot's built-in one.
  defaults = "${cfg.package.src}/resources/default-conf";
  merged = pkgs.symlinkJoin {
    name = "xdg.configFile.broot";
    paths = [
      defaults
      (pkgs.writeTextDir "launcher/installed-v1" "")
    ];
    postBuild = ''
      rm $out/conf.hjson
      ${lib.getExe pkgs.jq} --slurp add > $out/conf.hjson \
        <(${lib.getExe pkgs.hjson-go} -c ${defaults}/conf.hjson) \
        ${json.generate "broot-config.json" cfg.settings}
    '';
  };
  own = {
    "broot/conf.json".source = json.generate "broot-config.json" cfg.settings;
    "broot/launcher/installed-v1".text = "";
  };
in
{
  imports = map renamed [
    "modal"
    "verbs"
    "skin"
  ];

  options.programs.broot = {
    enable = lib.mkEnableOption "Broot, a better way to navigate directories";
    package = lib.mkPackageOption pkgs "broot" { };
    settings = option.value (types.submodule {
      freeformType = json.type;
      options = {
        modal = lib.mkEnableOption "modal (vim) mode";
        verbs = option.list (
          with types;
          attrsOf (oneOf [
            bool
            str
            (listOf str)
          ])
        ) "Commands that can be typed.";
        skin = option.set types.str "Colours.";
      };
    }) { } "Settings.";
  }
  // lib.hm.shell.integrationOptions config [ "Bash" "Fish" "Nushell" "Zsh" ];

  config = mkIf cfg.enable {
    home.packages = [ cfg.package ];
    xdg.configFile =
      if cfg.package ? src then
        {
          broot = {
            recursive = true;
            source = merged;
          };
        }
      else
        own;
    programs.bash.initExtra = mkIf cfg.enableBashIntegration (hook "bash");
    programs.zsh.initContent = mkIf cfg.enableZshIntegration (hook "zsh");
    programs.fish.shellInit = mkIf cfg.enableFishIntegration (hook "fish");
    programs.nushell.extraConfig = mkIf cfg.enableNushellIntegration (hook "nushell");
  };
}
