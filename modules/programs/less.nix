{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) mkIf types;
  inherit (lib.hm) option;
  cfg = config.programs.less;
  value =
    with types;
    oneOf [
      bool
      int
      str
    ];
in
{
  imports = [
    (lib.mkRenamedOptionModule [ "programs" "less" "keys" ] [ "programs" "less" "config" ])
  ];

  options.programs.less = {
    enable = lib.mkEnableOption "less, opposite of more";
    package = lib.mkPackageOption pkgs "less" { nullable = true; };
    config = option.lines "Text of {file}`lesskey`.";
    options = option.value (
      with types;
      coercedTo (attrsOf (either value (listOf value))) (lib.cli.toCommandLineGNU { }) (listOf str)
    ) [ ] "Arguments of less, as a list or as a set.";
  };

  config = mkIf cfg.enable {
    home.packages = mkIf (cfg.package != null) [ cfg.package ];
    programs.less.config = mkIf (cfg.options != [ ]) (
      lib.mkBefore ''
        #env
        LESS = ${lib.concatStringsSep " " cfg.options}
      ''
    );
    xdg.configFile."lesskey" = mkIf (cfg.config != "") { text = cfg.config; };
  };
}
