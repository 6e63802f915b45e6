{ ... }:
{
  programs.ssh = {
    enable = true;
    enableDefaultConfig = false;
    settings = {
      "*" = {
        AddKeysToAgent = "yes";
        ServerAliveInterval = 60;
      };
      "build.example.com" = {
        User = "ci";
        IdentityFile = "~/.ssh/build";
        IdentitiesOnly = true;
      };
    };
  };
}
