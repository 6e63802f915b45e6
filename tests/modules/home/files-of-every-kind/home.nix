{ config, ... }:
{
  home.file = {
    "text".text = "a line\n";
    "renamed" = {
      target = ".elsewhere/name with spaces";
      text = "b";
    };
    "script" = {
      text = "#!/bin/sh\n";
      executable = true;
    };
    "disabled" = {
      enable = false;
      text = "c";
    };
    "source".source = ./home.nix;
    "directory" = {
      source = ./directory;
      recursive = true;
    };
    "linked".source = config.lib.file.mkOutOfStoreSymlink "/etc/hostname";
    "reloaded" = {
      text = "d";
      onChange = "echo changed";
      force = true;
    };
    "/home/sean/absolute".text = "e";
  };
  xdg.configFile."app/config".text = "f";
  xdg.dataFile."app/data".text = "g";
  xdg.cacheFile."app/cache".text = "h";
  xdg.stateFile."app/state".text = "i";
}
