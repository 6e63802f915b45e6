{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) mkIf;
  cfg = config.programs.ripgrep;
  path = "${config.xdg.configHome}/ripgrep/ripgreprc";
in
{
  options.programs.ripgrep = {
    enable = lib.mkEnableOption "Ripgrep";
    package = lib.mkPackageOption pkgs "ripgrep" { nullable = true; };
    arguments = lib.hm.option.strings "Arguments of every call.";
  };

  config = mkIf cfg.enable {
    home.packages = mkIf (cfg.package != null) [ cfg.package ];
    home.file = mkIf (cfg.arguments != [ ]) { ${path}.text = lib.concatLines cfg.arguments; };
    home.sessionVariables = mkIf (cfg.arguments != [ ]) { RIPGREP_CONFIG_PATH = path; };
  };
}
