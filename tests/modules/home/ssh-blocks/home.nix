{ lib, ... }:
{
  programs.ssh = {
    enable = true;
    enableDefaultConfig = false;
    includes = [ "local.conf" ];
    settings = {
      "*".ServerAliveInterval = 60;
      "z.example" = lib.hm.dag.entryBefore [ "a.example" ] { User = "z"; };
      "a.example" = {
        HostName = "a.example.com";
        IdentitiesOnly = true;
        IdentityFile = [
          "~/.ssh/one"
          "~/.ssh/two"
        ];
        LocalForward = [
          {
            bind.port = 8080;
            host = {
              address = "localhost";
              port = 80;
            };
          }
        ];
      };
    };
  };
}
