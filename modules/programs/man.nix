{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) mkIf types;
  inherit (lib.hm) option;
  cfg = config.programs.man;
  hasCaches = cfg.generateCaches && cfg.package != null;

  pages = pkgs.buildEnv {
    name = "man-paths";
    paths = config.home.packages;
    pathsToLink = [ "/share/man" ];
    extraOutputsToInstall = [ "man" ];
    ignoreCollisions = true;
  };
  cache = pkgs.runCommandLocal "man-cache" { nativeBuildInputs = [ cfg.package ]; } ''
    # The map tells mandb where to write.
    echo "MANDB_MAP ${pages}/share/man $out" > man.conf
    mandb -C man.conf --no-straycats --create ${pages}/share/man
  '';
in
{
  imports = [
    (lib.mkRenamedOptionModule
      [ "programs" "man" "extraConfig" ]
      [ "programs" "man" "man-db" "extraConfig" ]
    )
  ];

  options.programs.man = {
    enable = option.bool true "Whether manual pages of packages are installed.";
    package = lib.mkOption {
      type = types.nullOr types.package;
      # The host's own reader does; a package only where one is asked for by name.
      default =
        if lib.hm.isOwnPackages pkgs then
          null
        else if cfg.man-db.enable then
          pkgs.man
        else if cfg.mandoc.enable then
          pkgs.mandoc
        else
          null;
      defaultText = lib.literalExpression "null";
      description = "Program that shows manual pages; the host's where `null`.";
    };
    generateCaches = option.flag "Whether an index of manual pages is made, for {command}`apropos`.";
    man-db = {
      enable = option.bool true "Whether man-db shows manual pages.";
      extraConfig = option.lines "Text added to {file}`~/.manpath`.";
    };
    mandoc.enable = lib.mkEnableOption "mandoc as the man page viewer";
  };

  config = mkIf cfg.enable {
    assertions = [
      {
        assertion = !(cfg.mandoc.enable && cfg.man-db.enable);
        message = ''
          man-db and mandoc can't be used as the man page viewer at the same time!
        '';
      }
    ];
    warnings =
      lib.optional (cfg.generateCaches && cfg.package == null)
        "programs.man.generateCaches has no effect when programs.man.package is null"
      ++ lib.optional (cfg.man-db.enable && cfg.man-db.extraConfig != "" && !cfg.generateCaches)
        "programs.man.man-db.extraConfig has no effect when programs.man.generateCaches is false";

    home.packages = lib.optional (cfg.package != null) cfg.package;
    home.extraOutputsToInstall = [ "man" ];
    home.file = mkIf (cfg.man-db.enable && hasCaches) {
      ".manpath".text =
        "MANDB_MAP ${config.home.profileDirectory}/share/man ${cache}\n"
        + lib.optionalString (cfg.man-db.extraConfig != "") "\n${cfg.man-db.extraConfig}";
    };
    xdg.dataFile = mkIf cfg.mandoc.enable {
      "mandoc/man".source = config.home.path + "/share/man";
    };
    home.sessionSearchVariables = mkIf cfg.mandoc.enable {
      MANPATH = lib.mkBefore [ "${config.xdg.dataHome}/mandoc/man" ];
    };
  };
}
