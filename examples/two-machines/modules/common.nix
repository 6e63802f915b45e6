# On every machine.
{ config, lib, pkgs, ... }:
{
  # An option of our own: machines say what they are called, modules use it.
  options.machine = lib.mkOption {
    type = lib.types.str;
    description = "Name of the machine, shown in the prompt.";
  };

  config = {
    home.username = "sean";
    home.homeDirectory = "/home/sean";
    home.stateVersion = "26.05";
    home.packages = [ pkgs.ripgrep ];

    programs.bash.enable = true;
    programs.git = {
      enable = true;
      settings.user = {
        name = "Sean";
        email = lib.mkDefault "sean@example.com";
      };
    };
    programs.starship = {
      enable = true;
      settings.format = "[${config.machine}](bold) $directory$git_branch$character";
    };
  };
}
