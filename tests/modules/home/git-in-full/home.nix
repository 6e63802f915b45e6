{ pkgs, ... }:
{
  programs.git = {
    enable = true;
    settings = {
      user.name = "Sean";
      alias.st = "status";
      core.whitespace = "trailing-space";
      "url \"https://example.com/\"".insteadOf = [
        "ex:"
        "example:"
      ];
    };
    signing = {
      key = "0xABC";
      format = "ssh";
      signByDefault = true;
    };
    ignores = [
      "*~"
      ".direnv"
    ];
    attributes = [ "*.pdf diff=pdf" ];
    lfs.enable = true;
    includes = [
      { path = "~/work.inc"; }
      {
        condition = "gitdir:~/work/";
        contents.user.email = "sean@work.example";
      }
    ];
  };
  programs.delta = {
    enable = true;
    enableGitIntegration = true;
    options.navigate = true;
  };
}
