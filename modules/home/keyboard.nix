# `home.keyboard`: what sessions that set a keyboard up are told.
{ config, lib, ... }:
let
  inherit (lib) mkOption types;
  inherit (lib.hm) option;
  inherit (config.home) stateVersion;
  since = version: old: if lib.versionAtLeast stateVersion version then null else old;
in
{
  options.home.keyboard = mkOption {
    type = types.nullOr (
      types.submodule {
        options = {
          layout = option.value (types.nullOr types.str) (since "19.09" "us") "Layout; `null` leaves the system's.";
          model = option.nullable types.str "Model of the keyboard.";
          options = option.strings "XKB options, such as `grp:caps_toggle`.";
          variant = option.value (types.nullOr types.str) (since "19.09" "") "Variant of the layout; `null` leaves the system's.";
        };
      }
    );
    default = since "21.11" { };
    defaultText = lib.literalExpression "null";
    description = "Keyboard of graphical sessions; `null` leaves it alone.";
  };
}
