# The modules of a home.
#
# `always` are part of every evaluation: others define their options, or they say something without
# being asked. Those of `rooms` are void until a configuration names them (`programs.git…`), so
# they are only read when it does; scout.nix finds the names.
#
# A module belongs to a room if all it does hangs on its own `enable`, which is off by default.
{
  always = [
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
    ./home/ssh-auth-sock.nix
    ./home/systemd.nix
    ./home/vte.nix
    ./home/xdg/base.nix
    ./home/xdg/desktop-entries.nix
    ./home/xdg/mime-apps.nix
    ./home/xdg/portal.nix
    ./home/xdg/session.nix
    ./home/xdg/user-dirs.nix
    ./programs/autojump.nix
    ./programs/bash.nix
    ./programs/fish.nix
    ./programs/ion.nix
    ./programs/man.nix
    ./programs/nushell.nix
    ./programs/zsh
  ];

  rooms.programs = {
    alacritty = ./programs/alacritty.nix;
    atuin = ./programs/atuin.nix;
    bat = ./programs/bat.nix;
    bottom = ./programs/bottom.nix;
    broot = ./programs/broot.nix;
    btop = ./programs/btop.nix;
    carapace = ./programs/carapace.nix;
    delta = ./programs/delta.nix;
    dircolors = ./programs/dircolors.nix;
    direnv = ./programs/direnv.nix;
    eza = ./programs/eza.nix;
    fastfetch = ./programs/fastfetch.nix;
    fd = ./programs/fd.nix;
    foot = ./programs/foot.nix;
    fzf = ./programs/fzf.nix;
    gh = ./programs/gh.nix;
    ghostty = ./programs/ghostty.nix;
    git = ./programs/git.nix;
    go = ./programs/go.nix;
    gpg = ./programs/gpg.nix;
    helix = ./programs/helix.nix;
    home-manager = ./programs/home-manager.nix;
    htop = ./programs/htop.nix;
    jq = ./programs/jq.nix;
    jujutsu = ./programs/jujutsu.nix;
    k9s = ./programs/k9s.nix;
    kitty = ./programs/kitty.nix;
    lazygit = ./programs/lazygit.nix;
    less = ./programs/less.nix;
    mcfly = ./programs/mcfly.nix;
    mise = ./programs/mise.nix;
    mpv = ./programs/mpv.nix;
    neovim = ./programs/neovim;
    nh = ./programs/nh.nix;
    nix-index = ./programs/nix-index.nix;
    readline = ./programs/readline.nix;
    ripgrep = ./programs/ripgrep.nix;
    ssh = ./programs/ssh.nix;
    starship = ./programs/starship.nix;
    tealdeer = ./programs/tealdeer.nix;
    tmux = ./programs/tmux.nix;
    wezterm = ./programs/wezterm.nix;
    yazi = ./programs/yazi.nix;
    yt-dlp = ./programs/yt-dlp.nix;
    zellij = ./programs/zellij.nix;
    zoxide = ./programs/zoxide.nix;
  };

  rooms.services = {
    gpg-agent = ./services/gpg-agent.nix;
    ssh-agent = ./services/ssh-agent.nix;
  };

  # What to read along: options of the first name that the files of the others declare.
  along.programs = {
    exa = [ "eza" ];
    git = [ "delta" ];
    rtx = [ "mise" ];
  };
}
