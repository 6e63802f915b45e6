# Session variables, search paths, aliases and language: what every shell of the user starts with.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) types;
  inherit (lib.hm) option shell;
  cfg = config.home;

  # Option below `home.language`, the variable it sets, and what the variable governs.
  categories = {
    base = [ "LANG" "everything without an option of its own" ];
    ctype = [ "LC_CTYPE" "character classes" ];
    numeric = [ "LC_NUMERIC" "numbers" ];
    time = [ "LC_TIME" "dates and times" ];
    collate = [ "LC_COLLATE" "alphabetical order" ];
    monetary = [ "LC_MONETARY" "amounts of money" ];
    messages = [ "LC_MESSAGES" "messages of programs" ];
    paper = [ "LC_PAPER" "sizes of paper" ];
    name = [ "LC_NAME" "names of persons" ];
    address = [ "LC_ADDRESS" "postal addresses" ];
    telephone = [ "LC_TELEPHONE" "telephone numbers" ];
    measurement = [ "LC_MEASUREMENT" "units of measurement" ];
  };
  variableOf = category: builtins.head categories.${category};

  # Only a login shell that hm manages knows the profile otherwise; others source this file.
  profileBin = "${cfg.profileDirectory}/bin";
  profileOnPath = ''
    case ":$PATH:" in
      *:"${profileBin}":*) ;;
      *) export PATH="${profileBin}:$PATH" ;;
    esac
  '';
in
{
  imports = [
    (lib.mkRemovedOptionModule [ "home" "sessionVariableSetter" ] ''
      Session variables are now always set through the shell. This is
      done automatically if the shell configuration is managed by Home
      Manager. If not, then you must source the

        ${cfg.profileDirectory}/etc/profile.d/hm-session-vars.sh

      file yourself.
    '')
  ];

  options.home = {
    language = option.record (lib.mapAttrs (
      _: category: option.nullable types.str "Language for ${lib.last category}."
    ) categories) "Languages of the session, by what they govern.";

    shellAliases = option.set types.str "Aliases for every shell that is managed; only what all of them understand belongs here.";

    sessionVariables = option.variables ''
      Environment variables of the session, set in no particular order: a value may refer to
      variables from outside (`$HOME`, `''${NAME:-default}`), but to another session variable only
      through `config.home.sessionVariables`. `null` leaves a variable unset.
    '';
    sessionVariablesExtra = option.internal types.lines "" "Text added at the end of {file}`hm-session-vars.sh`.";
    sessionVariablesPackage = lib.mkOption {
      type = types.package;
      internal = true;
      description = "The package that holds {file}`hm-session-vars.sh`.";
    };
    sessionPath = option.strings ''
      Directories to put before {env}`PATH`. `$HOME` and other variables are expanded by the shell;
      `~` and `*` are not.
    '';
    sessionSearchVariables = option.set (types.listOf types.str) ''
      Directories to put before search variables such as {env}`MANPATH`, joined by colons and
      expanded as in {option}`home.sessionPath`.
    '';
    preferXdgDirectories = lib.mkEnableOption "" // {
      description = "Whether programs keep their files in the XDG directories where they can.";
    };
  };

  config = {
    home.sessionVariables = lib.mapAttrs' (category: lib.nameValuePair (variableOf category)) (
      lib.filterAttrs (_: value: value != null) cfg.language
    );
    home.sessionSearchVariables.PATH = lib.mkIf (cfg.sessionPath != [ ]) cfg.sessionPath;

    home.sessionVariablesExtra = lib.mkIf config.hm.profileOnPath (lib.mkBefore profileOnPath);
    home.sessionVariablesPackage = pkgs.writeTextFile {
      name = "hm-session-vars.sh";
      destination = "/etc/profile.d/hm-session-vars.sh";
      text = ''
        # Only source this once.
        if [ -n "''${__HM_SESS_VARS_SOURCED-}" ]; then return; fi
        export __HM_SESS_VARS_SOURCED=1

        ${shell.exportAll cfg.sessionVariables}
      ''
      + lib.concatStringsSep "\n" (
        lib.mapAttrsToList (
          name: directories: shell.export name (shell.prependToVar ":" name directories)
        ) cfg.sessionSearchVariables
      )
      + "\n"
      + cfg.sessionVariablesExtra;
    };
    home.packages = [ cfg.sessionVariablesPackage ];

    programs.bash.shellAliases = cfg.shellAliases;
    programs.zsh.shellAliases = cfg.shellAliases;
    programs.fish.shellAliases = cfg.shellAliases;
    programs.nushell.shellAliases = cfg.shellAliases;
  };

  options.hm.profileOnPath =
    option.internal types.bool true
      "Whether {file}`hm-session-vars.sh` puts the profile's programs on {env}`PATH`.";
}
