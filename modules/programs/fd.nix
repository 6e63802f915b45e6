{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) mkIf;
  inherit (lib.hm) option;
  cfg = config.programs.fd;
  arguments = lib.escapeShellArgs (lib.optional cfg.hidden "--hidden" ++ cfg.extraOptions);
  shellAliases = lib.optionalAttrs (arguments != "") { fd = "fd ${arguments}"; };
in
{
  options.programs.fd = {
    enable = lib.mkEnableOption "fd, a simple, fast and user-friendly alternative to {command}`find`";
    package = lib.mkPackageOption pkgs "fd" { nullable = true; };
    ignores = option.strings "Patterns of files that are never found.";
    hidden = option.flag "Whether hidden files are found.";
    extraOptions = option.strings "Further arguments.";
  };

  config = mkIf cfg.enable {
    home.packages = mkIf (cfg.package != null) [ cfg.package ];
    xdg.configFile."fd/ignore" = mkIf (cfg.ignores != [ ]) { text = lib.concatLines cfg.ignores; };
    programs = lib.genAttrs [
      "bash"
      "fish"
      "ion"
      "nushell"
      "zsh"
    ] (_: { inherit shellAliases; });
  };
}
