{
  programs = {
    bash = {
      enable = true;
      historyControl = [ "ignoreboth" ];
      shellOptions = [
        "histappend"
        "-cdspell"
      ];
      initExtra = "echo init";
    };
    zsh = {
      enable = true;
      autosuggestion.enable = true;
      syntaxHighlighting.enable = true;
      history.size = 5000;
      initContent = "echo init";
    };
    fish = {
      enable = true;
      shellAbbrs.gco = "git checkout";
      functions.greet = "echo hello";
    };
    starship = {
      enable = true;
      settings.add_newline = false;
    };
    direnv = {
      enable = true;
      nix-direnv.enable = true;
    };
    fzf.enable = true;
    zoxide.enable = true;
    eza.enable = true;
  };
}
