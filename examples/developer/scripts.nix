# Small programs of one's own: written here, or kept as a file beside the configuration.
{ pkgs, ... }:
{
  home.packages = [
    (pkgs.writeShellScriptBin "mkcd-path" ''
      mkdir -p "$1" && cd "$1" && pwd
    '')
    (pkgs.writeShellApplication {
      name = "recent";
      text = ''
        # The files changed last, newest first.
        find "''${1:-.}" -type f -printf '%T@ %p\n' | sort -rn | head -n 20 | cut -d' ' -f2-
      '';
    })
  ];

  home.file.".local/bin/git-tidy" = {
    source = ./files/git-tidy;
    executable = true;
  };
}
