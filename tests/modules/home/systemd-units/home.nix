{
  systemd.user.services."hello@" = {
    Unit = {
      Description = "Says hello";
      After = [
        "a.service"
        "b.service"
      ];
    };
    Service = {
      ExecStart = "/bin/echo hello";
      RemainAfterExit = true;
      Environment = [ ];
    };
    Install.WantedBy = [ "default.target" ];
  };
  systemd.user.timers.hello.Timer.OnCalendar = "daily";
  systemd.user.sessionVariables.A = "b";
  systemd.user.settings.Manager.DefaultEnvironment.PATH = "%u/bin";
}
