{
  xdg.enable = true;
  xdg.userDirs = {
    enable = true;
    createDirectories = true;
    extraConfig.MISC = "/home/sean/Misc";
  };
  xdg.mimeApps = {
    enable = true;
    defaultApplications."text/html" = [
      "firefox.desktop"
      "chromium.desktop"
    ];
  };
}
