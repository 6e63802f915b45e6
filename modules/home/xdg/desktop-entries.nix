# Entries of the application menu.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) mkOption types;
  inherit (lib.hm) option;
  cfg = config.xdg.desktopEntries;
  icon = option.nullable (with types; either str path) "Name or file of the icon.";
  exec = option.nullable types.str "Command that is run.";

  action =
    { name, ... }:
    {
      options = {
        name = option.str name "Name shown for the action.";
        inherit exec icon;
      };
    };

  entry = {
    imports = [
      (lib.mkRemovedOptionModule [ "extraConfig" ]
        "The `extraConfig` option of `xdg.desktopEntries` has been removed following a change in Nixpkgs."
      )
      (lib.mkRemovedOptionModule [ "fileValidation" ] "Validation of the desktop file is always enabled.")
    ];
    options = {
      inherit exec icon;
      type = option.enum [
        "Application"
        "Link"
        "Directory"
      ] "Application" "What the entry stands for.";
      name = option.required types.str "Name shown for the entry.";
      genericName = option.nullable types.str "What kind of program it is, for example `Web Browser`.";
      comment = option.nullable types.str "Tooltip.";
      terminal = option.value (types.nullOr types.bool) false "Whether the program runs in a terminal.";
      mimeType = option.nullable (types.listOf types.str) "Types that the program opens.";
      categories = option.nullable (types.listOf types.str) "Categories of the menu that show the entry.";
      startupNotify = option.nullable types.bool "Whether the program tells when it has started.";
      noDisplay = option.nullable types.bool "Whether menus leave the entry out.";
      prefersNonDefaultGPU = option.nullable types.bool "Whether the program wants the stronger graphics processor.";
      settings = option.set types.str "Further keys of the entry.";
      actions = mkOption {
        type = types.attrsOf (types.submodule action);
        default = { };
        description = "Further things that the program can be asked to do.";
      };
      assertions = option.internal (types.listOf types.unspecified) [ ] "Conditions on the entry.";
    };
  };

  package =
    name: item:
    pkgs.makeDesktopItem {
      inherit name;
      inherit (item)
        type
        exec
        icon
        comment
        terminal
        genericName
        startupNotify
        noDisplay
        prefersNonDefaultGPU
        actions
        ;
      desktopName = item.name;
      mimeTypes = if item.mimeType == null then [ ] else item.mimeType;
      categories = if item.categories == null then [ ] else item.categories;
      extraConfig = item.settings;
    };
in
{
  options.xdg.desktopEntries = mkOption {
    type = types.attrsOf (types.submodule entry);
    default = { };
    description = "Entries of the application menu, by the name of their file. They win over those of packages.";
  };

  config = lib.mkIf (cfg != { }) {
    assertions = [
      (lib.hm.assertions.assertPlatform "xdg.desktopEntries" pkgs lib.platforms.linux)
    ]
    ++ lib.concatMap (item: item.assertions) (lib.attrValues cfg);
    home.packages = map lib.hiPrio (lib.mapAttrsToList package cfg);
  };
}
