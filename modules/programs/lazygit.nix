{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) mkIf types;
  inherit (lib.hm) option;
  cfg = config.programs.lazygit;
  yaml = pkgs.formats.yaml { };
  # lazygit leaves the directory it ended in here.
  newDir =
    if config.home.preferXdgDirectories then
      "${config.xdg.cacheHome}/lazygit/newdir"
    else
      "~/.lazygit/newdir";

  function = ''
    function ${cfg.shellWrapperName}() {
      export LAZYGIT_NEW_DIR_FILE=${newDir}
      command lazygit "$@"
      if [ -f $LAZYGIT_NEW_DIR_FILE ]; then
        cd "$(cat $LAZYGIT_NEW_DIR_FILE)"
        rm -f $LAZYGIT_NEW_DIR_FILE > /dev/null
      fi
    }
  '';
in
{
  options.programs.lazygit = {
    enable = lib.mkEnableOption "lazygit, a simple terminal UI for git commands";
    package = lib.mkPackageOption pkgs "lazygit" { nullable = true; };
    settings = option.value yaml.type { } "Settings of {file}`config.yml`.";
    shellWrapperName = option.str "lg" "Function that runs lazygit and changes to the directory it ended in.";
  }
  // lib.hm.shell.integrationOptions config [ "Bash" "Fish" "Nushell" "Zsh" ];

  config = mkIf cfg.enable {
    home.packages = mkIf (cfg.package != null) [ cfg.package ];
    home.file."${config.xdg.configHome}/lazygit/config.yml" = {
      enable = cfg.settings != { };
      source = yaml.generate "lazygit-config" cfg.settings;
    };
    programs.bash.initExtra = mkIf cfg.enableBashIntegration function;
    programs.zsh.initContent = mkIf cfg.enableZshIntegration function;
    programs.fish.functions.${cfg.shellWrapperName} = mkIf cfg.enableFishIntegration ''
      set -x LAZYGIT_NEW_DIR_FILE ${newDir}
      command lazygit $argv
      if test -f $LAZYGIT_NEW_DIR_FILE
          cd (cat $LAZYGIT_NEW_DIR_FILE)
          rm -f $LAZYGIT_NEW_DIR_FILE
      end
    '';
    programs.nushell.extraConfig = mkIf cfg.enableNushellIntegration ''
      def --env ${cfg.shellWrapperName} [...args] {
        $env.LAZYGIT_NEW_DIR_FILE = "${newDir}" | path expand
        lazygit ...$args
        if ($env.LAZYGIT_NEW_DIR_FILE | path exists) {
          cd (open $env.LAZYGIT_NEW_DIR_FILE)
          rm -f $env.LAZYGIT_NEW_DIR_FILE
        }
      }
    '';
  };
}
