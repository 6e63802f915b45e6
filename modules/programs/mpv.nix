{
  config,
  lib,
  options,
  pkgs,
  ...
}:
let
  inherit (lib) generators mkIf optionalString types;
  inherit (lib.hm) option;
  cfg = config.programs.mpv;

  value = with types; either str (either int (either bool float));
  settings = with types; attrsOf (either value (listOf value));

  word = item: if builtins.isBool item then lib.hm.booleans.yesNo item else toString item;
  # `%5%hello`: the length spares mpv, and us, all quoting.
  counted =
    item:
    let
      text = word item;
    in
    "%${toString (builtins.stringLength text)}%${text}";
  writer = toText: {
    mkKeyValue = generators.mkKeyValueDefault { mkValueString = toText; } "=";
    listsAsDuplicateKeys = true;
  };
  settingsText = generators.toKeyValue (writer counted);

  isWrapped = cfg.scripts != [ ] || cfg.extraMakeWrapperArgs != [ ];
in
{
  options.programs.mpv = {
    enable = lib.mkEnableOption "mpv";
    package = lib.mkPackageOption pkgs "mpv" { };
    finalPackage = lib.mkOption {
      type = types.package;
      readOnly = true;
      visible = false;
      description = "mpv as it is installed.";
    };
    scripts = option.packages "Scripts.";
    extraMakeWrapperArgs = option.strings "Arguments of {command}`makeWrapper`.";
    scriptOpts = option.set settings "Options of scripts.";
    config = option.value settings { } "Settings of {file}`mpv.conf`.";
    includes = option.strings "Files that {file}`mpv.conf` includes.";
    profiles = option.set settings "Profiles: settings under a name.";
    defaultProfiles = option.strings "Profiles that are always on.";
    bindings = option.set types.str "Commands, by their keys.";
    extraInput = option.lines "Text at the end of {file}`input.conf`.";
  };

  config = mkIf cfg.enable {
    assertions = [
      {
        assertion = isWrapped -> cfg.package == options.programs.mpv.package.default;
        message = ''The programs.mpv "package" option is mutually exclusive with "scripts", "extraMakeWrapperArgs" options.'';
      }
    ];
    programs.mpv.finalPackage =
      if isWrapped then
        pkgs.mpv.override { inherit (cfg) scripts extraMakeWrapperArgs; }
      else
        cfg.package;
    home.packages = [ cfg.finalPackage ];

    xdg.configFile = {
      "mpv/mpv.conf" = mkIf (cfg.config != { } || cfg.profiles != { } || cfg.includes != [ ]) {
        text = lib.mkMerge [
          (mkIf (cfg.config != { } || cfg.profiles != { }) ''
            ${optionalString (cfg.defaultProfiles != [ ]) (
              settingsText { profile = lib.concatStringsSep "," cfg.defaultProfiles; }
            )}
            ${optionalString (cfg.config != { }) (settingsText cfg.config)}
            ${optionalString (cfg.profiles != { }) (generators.toINI (writer counted) cfg.profiles)}
          '')
          (mkIf (cfg.includes != [ ]) (
            lib.mkAfter (lib.concatMapStringsSep "\n" (path: "include=${path}") cfg.includes)
          ))
        ];
      };
      "mpv/input.conf" = mkIf (cfg.bindings != { } || cfg.extraInput != "") {
        text = lib.mkMerge [
          (mkIf (cfg.bindings != { }) (
            lib.concatStringsSep "\n" (lib.mapAttrsToList (key: command: "${key} ${command}") cfg.bindings)
          ))
          (mkIf (cfg.extraInput != "") cfg.extraInput)
        ];
      };
    }
    // lib.mapAttrs' (
      name: content:
      lib.nameValuePair "mpv/script-opts/${name}.conf" {
        text = generators.toKeyValue (writer word) content;
      }
    ) cfg.scriptOpts;
  };
}
