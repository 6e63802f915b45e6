{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) mkIf types;
  inherit (lib.hm) option;
  cfg = config.programs.yt-dlp;
  value =
    with types;
    oneOf [
      bool
      int
      str
    ];
  argument =
    name: value:
    if builtins.isBool value then
      (if value then "--${name}" else "--no-${name}")
    else
      "--${name} ${toString value}";
  lines = lib.concatLists (
    lib.mapAttrsToList (name: value: map (argument name) (lib.toList value)) cfg.settings
  );
in
{
  options.programs.yt-dlp = {
    enable = lib.mkEnableOption "yt-dlp";
    package = lib.mkPackageOption pkgs "yt-dlp" { };
    settings = option.set (types.either value (types.listOf value)) "Arguments, without their dashes.";
    extraConfig = option.lines "Text at the end of the configuration.";
  };

  config = mkIf cfg.enable {
    home.packages = [ cfg.package ];
    xdg.configFile."yt-dlp/config" = mkIf (cfg.settings != { } || cfg.extraConfig != "") {
      text = lib.concatStringsSep "\n" (lib.remove "" (lines ++ [ cfg.extraConfig ])) + "\n";
    };
  };
}
