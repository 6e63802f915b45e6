{ ... }:
{
  programs.git = {
    enable = true;
    settings = {
      user.name = "Sean";
      user.email = "sean@example.com";
      init.defaultBranch = "main";
      pull.rebase = true;
      push.autoSetupRemote = true;
      alias = {
        st = "status --short --branch";
        lg = "log --graph --oneline";
      };
    };
    ignores = [
      ".direnv"
      "*.swp"
    ];
    # What is committed below ~/work bears another address.
    includes = [
      {
        condition = "gitdir:~/work/";
        contents.user.email = "sean@work.example";
      }
    ];
  };
}
