let
  config = {
    user = "${config.home}/user";
    home = "/home/${config.user}";
  };
in
config.home
