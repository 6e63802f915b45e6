# Which program opens what.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) types;
  inherit (lib.hm) option;
  cfg = config.xdg.mimeApps;
  desktopFiles = option.set (with types; coercedTo (either (listOf str) str) lib.toList (listOf str));
  ini = pkgs.formats.ini { };
  join = lib.mapAttrs (_: lib.concatStringsSep ";");

  written = ini.generate "mimeapps.list" {
    "Added Associations" = join cfg.associations.added;
    "Removed Associations" = join cfg.associations.removed;
    "Default Applications" = join cfg.defaultApplications;
  };

  # What the desktop files of packages say they open, after what is written by hand.
  merged = pkgs.runCommand "mimeapps.list" { ps = cfg.defaultApplicationPackages; } ''
    cat ${written} > list
    for package in $ps; do
      for file in "$package"/share/applications/*.desktop; do
        [ -e "$file" ] || continue
        sed -n 's/^MimeType=//p' "$file" | tr ';' '\n' | sed "/./s|\$|=''${file##*/}|" >> found
      done
    done
    awk -F= '
      NR == FNR { order[++count] = $1; add[$1] = add[$1] (add[$1] == "" ? "" : ";") $2; next }
      /^\[/ { inside = ($0 == "[Default Applications]") }
      inside && ($1 in add) { $0 = $0 ";" add[$1]; delete add[$1] }
      { print }
      END { for (i = 1; i <= count; i++) if (order[i] in add) { print order[i] "=" add[order[i]]; delete add[order[i]] } }
    ' found list > $out
  '';
in
{
  options.xdg.mimeApps = {
    enable = option.flag "Whether to manage {file}`$XDG_CONFIG_HOME/mimeapps.list`.";
    associations.added = desktopFiles "Desktop files that open a type beside those that say so themselves.";
    associations.removed = desktopFiles "Desktop files that no longer open a type.";
    defaultApplications = desktopFiles "Desktop files that open a type; the first that is installed does.";
    defaultApplicationPackages = option.packages "Packages whose programs open what they can, after those of {option}`xdg.mimeApps.defaultApplications`.";
  };

  config = lib.mkIf cfg.enable {
    assertions = [ (lib.hm.assertions.assertPlatform "xdg.mimeApps" pkgs lib.platforms.linux) ];
    xdg.configFile."mimeapps.list".source =
      if cfg.defaultApplicationPackages == [ ] then written else merged;
    # The old place, which some programs still read.
    xdg.dataFile."applications/mimeapps.list".source = config.xdg.configFile."mimeapps.list".source;
  };
}
