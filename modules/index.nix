# The modules of every home, in the order of the rooms they furnish.
{
  # Only what other modules need to find declared.
  minimal ? false,
}:
let
  home = [
    ./home/accepted.nix
    ./home/activation.nix
    ./home/assertions.nix
    ./home/desktop.nix
    ./home/environment.nix
    ./home/files.nix
    ./home/fontconfig.nix
    ./home/generic-linux.nix
    ./home/identity.nix
    ./home/keyboard.nix
    ./home/manifest.nix
    ./home/nix.nix
    ./home/nixpkgs.nix
    ./home/packages.nix
    ./home/pointer-cursor.nix
    ./home/release-check.nix
    ./home/shell.nix
    ./home/specialisation.nix
    ./home/systemd.nix
    ./home/xdg/base.nix
    ./home/xdg/desktop-entries.nix
    ./home/xdg/mime-apps.nix
    ./home/xdg/portal.nix
    ./home/xdg/session.nix
    ./home/xdg/user-dirs.nix
  ];

  shells = [
    ./programs/bash.nix
    ./programs/fish.nix
    ./programs/nushell.nix
    ./programs/zsh
  ];

  programs = [
    ./programs/autojump.nix
    ./programs/bat.nix
    ./programs/delta.nix
    ./programs/direnv.nix
    ./programs/fzf.nix
    ./programs/git.nix
    ./programs/gpg.nix
    ./programs/home-manager.nix
    ./programs/man.nix
    ./programs/ssh.nix
    ./programs/starship.nix
    ./programs/tmux.nix
  ];
in
home ++ shells ++ (if minimal then [ ] else programs)
