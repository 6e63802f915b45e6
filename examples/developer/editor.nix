{ ... }:
{
  programs.neovim = {
    enable = true;
    defaultEditor = true;
    vimAlias = true;
    withPython3 = false;
    withRuby = false;
    initLua = ''
      vim.o.number = true
      vim.o.expandtab = true
      vim.o.shiftwidth = 2
      vim.g.mapleader = " "
    '';
  };

  editorconfig = {
    enable = true;
    settings."*" = {
      end_of_line = "lf";
      insert_final_newline = true;
      trim_trailing_whitespace = true;
    };
  };
}
