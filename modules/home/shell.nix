# Whether programs hook themselves into the shells, for all of them at once.
{ config, lib, ... }:
let
  # All follow `enableShellIntegration`; each program's own options follow these.
  follow = make: make {
    inherit config;
    baseName = "Shell";
  };
  inherit (lib.hm) shell;
in
{
  options.home.shell = {
    enableShellIntegration = lib.mkOption {
      type = lib.types.bool;
      default = true;
      example = false;
      description = "Whether programs integrate themselves into every managed shell. The option of a single shell, or of a single program, overrides this one.";
    };
    enableBashIntegration = follow shell.mkBashIntegrationOption;
    enableFishIntegration = follow shell.mkFishIntegrationOption;
    enableIonIntegration = follow shell.mkIonIntegrationOption;
    enableNushellIntegration = follow shell.mkNushellIntegrationOption;
    enableZshIntegration = follow shell.mkZshIntegrationOption;
  };
}
