{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) mkIf types;
  inherit (lib.hm) option;
  cfg = config.programs.go;
  home = config.home.homeDirectory;
  keyValue = pkgs.formats.keyValue { };
  paths = separator: lib.mkOption {
    type = with types; either str (listOf str);
    default = "";
    apply = value: lib.concatStringsSep separator (lib.toList value);
    description = "A list is joined with `${separator}`.";
  };
  changed = old: new: lib.mkChangedOptionModule [ "programs" "go" old ] [ "programs" "go" "env" new ];
  firstPath = builtins.head (lib.splitString ":" cfg.env.GOPATH);
in
{
  imports = [
    (changed "goPath" "GOPATH" (config: [ "${config.home.homeDirectory}/${config.programs.go.goPath}" ]))
    (changed "extraGoPaths" "GOPATH" (
      config:
      lib.mkOrder 1500 (map (path: "${config.home.homeDirectory}/${path}") config.programs.go.extraGoPaths)
    ))
    (changed "goBin" "GOBIN" (config: "${config.home.homeDirectory}/${config.programs.go.goBin}"))
    (lib.mkRenamedOptionModule [ "programs" "go" "goPrivate" ] [ "programs" "go" "env" "GOPRIVATE" ])
  ];

  options.programs.go = {
    enable = lib.mkEnableOption "Go";
    package = lib.mkPackageOption pkgs "go" { nullable = true; };
    packages = option.set types.path "Sources put below the first path of {env}`GOPATH`.";
    env = option.value (types.submodule {
      freeformType = types.attrsOf types.str;
      options = {
        GOPATH = paths ":";
        GOPRIVATE = paths ",";
      };
    }) { } "Variables of {command}`go env`.";
    telemetry = option.record {
      mode = option.nullable (types.enum [
        "off"
        "local"
        "on"
      ]) "What is sent.";
      date = option.str "1970-01-01" "Since when.";
    } "What Go tells about its use.";
  };

  config = mkIf cfg.enable {
    assertions = [
      {
        assertion =
          cfg.packages != { } -> cfg.env.GOPATH != "" -> lib.hasPrefix home firstPath;
        message = "The first element of `programs.go.env.GOPATH must be an absolute path that points to a directory inside ${home} if `programs.go.packages` is set.";
      }
    ];
    home.packages = mkIf (cfg.package != null) [ cfg.package ];
    home.file = lib.mapAttrs' (
      name: source:
      lib.nameValuePair "${if cfg.env.GOPATH == "" then "go" else firstPath}/src/${name}" { inherit source; }
    ) cfg.packages;
    xdg.configFile = {
      "go/env".source = keyValue.generate "go-env" (lib.filterAttrs (_: value: value != "") cfg.env);
      "go/telemetry/mode" = mkIf (cfg.telemetry.mode != null) {
        text = "${cfg.telemetry.mode} ${cfg.telemetry.date}";
      };
    };
  };
}
