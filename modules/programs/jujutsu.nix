{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) mkIf;
  inherit (lib.hm) option;
  cfg = config.programs.jujutsu;
  toml = pkgs.formats.toml { };
  removed = shell: lib.mkRemovedOptionModule [
    "programs"
    "jujutsu"
    "enable${shell}Integration"
  ] "This option is no longer necessary.";
  ediff = pkgs.writeShellScriptBin "emacs-ediff" ''
    set -euxo pipefail
    emacsclient -c --eval "(ediff-merge-files-with-ancestor \"$1\" \"$2\" \"$3\" nil \"$4\")"
  '';
in
{
  imports = map removed [
    "Bash"
    "Fish"
    "Zsh"
  ];

  options.programs.jujutsu = {
    enable = lib.mkEnableOption "a Git-compatible DVCS that is both simple and powerful";
    package = lib.mkPackageOption pkgs "jujutsu" { nullable = true; };
    ediff = option.flag "Whether Emacs resolves conflicts.";
    settings = option.value toml.type { } "Settings of {file}`config.toml`.";
  };

  config = mkIf cfg.enable {
    home.packages = mkIf (cfg.package != null) [ cfg.package ];
    programs.jujutsu.settings = mkIf cfg.ediff {
      merge-tools.ediff = {
        program = lib.getExe ediff;
        merge-args = [
          "$left"
          "$right"
          "$base"
          "$output"
        ];
      };
    };
    home.file."${config.xdg.configHome}/jj/config.toml" = mkIf (cfg.settings != { }) {
      source = toml.generate "jujutsu-config" cfg.settings;
    };
  };
}
