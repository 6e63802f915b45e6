{
  programs.git = {
    enable = true;
    userName = "Sean";
    aliases.st = "status";
    signing.gpgPath = "/usr/bin/gpg";
  };
  programs.zsh = {
    enable = true;
    enableAutosuggestions = true;
  };
  programs.neovim = {
    enable = true;
    extraLuaConfig = "vim.o.number = true";
  };
  programs.ssh = {
    enable = true;
    matchBlocks."example.com".user = "sean";
  };
}
