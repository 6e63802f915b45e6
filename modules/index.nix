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
    ./home/gtk.nix
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
    ./programs/ion.nix
    ./programs/nushell.nix
    ./programs/zsh
  ];

  programs = [
    ./programs/alacritty.nix
    ./programs/atuin.nix
    ./programs/autojump.nix
    ./programs/bat.nix
    ./programs/bottom.nix
    ./programs/broot.nix
    ./programs/btop.nix
    ./programs/carapace.nix
    ./programs/delta.nix
    ./programs/dircolors.nix
    ./programs/direnv.nix
    ./programs/eza.nix
    ./programs/fastfetch.nix
    ./programs/fd.nix
    ./programs/foot.nix
    ./programs/fzf.nix
    ./programs/gh.nix
    ./programs/ghostty.nix
    ./programs/git.nix
    ./programs/gpg.nix
    ./programs/helix.nix
    ./programs/home-manager.nix
    ./programs/htop.nix
    ./programs/jq.nix
    ./programs/jujutsu.nix
    ./programs/k9s.nix
    ./programs/kitty.nix
    ./programs/lazygit.nix
    ./programs/less.nix
    ./programs/man.nix
    ./programs/mcfly.nix
    ./programs/mise.nix
    ./programs/mpv.nix
    ./programs/neovim
    ./programs/nh.nix
    ./programs/nix-index.nix
    ./programs/readline.nix
    ./programs/ripgrep.nix
    ./programs/ssh.nix
    ./programs/starship.nix
    ./programs/tmux.nix
    ./programs/yazi.nix
    ./programs/yt-dlp.nix
    ./programs/zellij.nix
    ./programs/zoxide.nix
  ];
in
home ++ shells ++ (if minimal then [ ] else programs)
