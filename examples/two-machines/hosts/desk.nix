{ ... }:
{
  machine = "desk";
  programs.git.settings.user.email = "sean@work.example";
  systemd.user = {
    services.backup = {
      Unit.Description = "Copy the documents to the server";
      Service = {
        Type = "oneshot";
        ExecStart = "/usr/bin/rsync -a %h/Documents/ backup.example.com:Documents/";
      };
    };
    timers.backup = {
      Unit.Description = "Copy the documents every evening";
      Timer = {
        OnCalendar = "20:00";
        Persistent = true;
      };
      Install.WantedBy = [ "timers.target" ];
    };
  };
}
