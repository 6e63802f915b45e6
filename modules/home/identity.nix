# Whose home it is, where it is, and which generation of defaults it was written for.
{ config, lib, ... }:
let
  inherit (lib) mkOption types;
  inherit (lib.hm) option;
  cfg = config.home;
  beforeExplicitNames = lib.versionOlder cfg.stateVersion "20.09";
  fromEnvironment =
    name: lib.mkIf beforeExplicitNames (lib.mkDefault (builtins.getEnv name));
in
{
  imports = [ ./program.nix ];

  options.home = {
    username = mkOption {
      type = types.nonEmptyStr;
      defaultText = lib.literalMD "`$USER` for state version < 20.09, undefined otherwise.";
      example = "jane.doe";
      description = "Name of the user whose home this is.";
    };
    uid = mkOption {
      type = types.nullOr types.ints.unsigned;
      default = null;
      example = 1000;
      description = "Numeric id of the user. Where it is given, activation refuses to run as anybody else.";
    };
    homeDirectory = mkOption {
      type = types.path;
      apply = toString;
      defaultText = lib.literalMD "`$HOME` for state version < 20.09, undefined otherwise.";
      example = "/home/jane.doe";
      description = "Absolute path of the home directory.";
    };
    profileDirectory = mkOption {
      type = types.path;
      default = config.hm.profileDirectory;
      defaultText = lib.literalExpression ''"''${config.xdg.stateHome}/hm/profiles/home/home-path"'';
      readOnly = true;
      description = "Directory that shows the packages of the current generation (`bin`, `etc`, `share`, …).";
    };
    stateVersion = mkOption {
      type = types.enum [
        "18.09"
        "19.03"
        "19.09"
        "20.03"
        "20.09"
        "21.03"
        "21.05"
        "21.11"
        "22.05"
        "22.11"
        "23.05"
        "23.11"
        "24.05"
        "24.11"
        "25.05"
        "25.11"
        "26.05"
        "26.11"
      ];
      description = "The release whose defaults the home was first written for. A higher one changes defaults that programs may have stored data under, so raise it deliberately.";
    };
    version = {
      full = option.internal types.str cfg.version.release "Release whose options and defaults these modules follow.";
      release = option.internal types.str "26.11" "Release whose options and defaults these modules follow.";
      isReleaseBranch = option.internal types.bool false "Whether the release is finished.";
      revision = option.internal (types.nullOr types.str) null "Revision of the modules.";
    };
    enableNixpkgsReleaseCheck = option.bool true "Whether to warn when the packages belong to another release than the modules.";
  };

  config = {
    home.username = fromEnvironment "USER";
    home.homeDirectory = fromEnvironment "HOME";
  };
}
