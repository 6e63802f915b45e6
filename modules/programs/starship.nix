{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) getExe mkIf types;
  inherit (lib.hm) option;
  cfg = config.programs.starship;
  toml = pkgs.formats.toml { };
  init = shell: "${getExe cfg.package} init ${shell}";

  settings = toml.generate "starship-config" cfg.settings;
  # Presets come first, so that what is set here wins.
  withPresets = pkgs.runCommand "starship.toml" { nativeBuildInputs = [ pkgs.yq ]; } ''
    tomlq -s -t 'reduce .[] as $item ({}; . * $item)' \
      ${lib.concatMapStringsSep " " (name: "${cfg.package}/share/starship/presets/${name}.toml") cfg.presets} \
      ${settings} \
      > $out
  '';

  wrapped = pkgs.symlinkJoin {
    name = "${lib.getName cfg.package}-wrapped-${lib.getVersion cfg.package}";
    paths = [ cfg.package ];
    preferLocalBuild = true;
    nativeBuildInputs = [ pkgs.makeWrapper ];
    postBuild = ''
      wrapProgram $out/bin/starship \
        --suffix PATH : ${lib.makeBinPath cfg.extraPackages}
    '';
  };
in
{
  options.programs.starship = {
    enable = lib.mkEnableOption "starship";
    package = lib.mkPackageOption pkgs "starship" { };
    extraPackages = option.packages "Programs that the prompt may call.";
    settings = option.value toml.type { } "Settings of {file}`starship.toml`.";
    presets = option.strings "Names of presets that the settings build upon.";
    enableInteractive = option.bool true "Whether fish shows the prompt only in interactive shells.";
    enableTransience = option.flag "Whether fish replaces past prompts with a short one.";
    configPath = option.str "${config.xdg.configHome}/starship.toml" "Where the settings are put.";
  }
  // lib.hm.shell.integrationOptions config [ "Bash" "Fish" "Ion" "Nushell" "Zsh" ];

  config = mkIf cfg.enable {
    home.packages = [ (if cfg.extraPackages == [ ] then cfg.package else wrapped) ];
    home.sessionVariables.STARSHIP_CONFIG = cfg.configPath;
    home.file.${cfg.configPath} = mkIf (cfg.settings != { } || cfg.presets != [ ]) {
      source = if cfg.presets == [ ] then settings else withPresets;
    };

    programs.bash.initExtra = mkIf cfg.enableBashIntegration (
      lib.mkOrder 1900 ''
        if [[ $TERM != "dumb" ]]; then
          eval "$(${init "bash"} --print-full-init)"
        fi
      ''
    );
    programs.zsh.initContent = mkIf cfg.enableZshIntegration ''
      if [[ $TERM != "dumb" ]]; then
        eval "$(${init "zsh"})"
      fi
    '';
    programs.fish.${if cfg.enableInteractive then "interactiveShellInit" else "shellInitLast"} =
      mkIf cfg.enableFishIntegration ''
        if test "$TERM" != dumb
            ${init "fish"} | source
        ${lib.optionalString cfg.enableTransience "    enable_transience"}
        end
      '';
    programs.ion.initExtra = mkIf cfg.enableIonIntegration ''
      if test $TERM != "dumb"
        eval $(${init "ion"})
      end
    '';
    # nushell can neither source nor set a variable under a condition.
    programs.nushell.extraConfig = mkIf cfg.enableNushellIntegration ''
      use ${
        pkgs.runCommand "starship-nushell-config.nu" { } ''
          ${init "nu"} >> "$out"
        ''
      }
    '';
  };
}
