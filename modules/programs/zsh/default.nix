# zsh: the files it reads, in the order it reads them. The order within .zshrc is that of the
# numbers given to `mkOrder`; people place their own text by the same numbers.
{
  config,
  lib,
  pkgs,
  options,
  ...
}:
let
  inherit (lib) mkIf mkOrder optionalString types;
  inherit (lib.hm) option zsh;
  cfg = config.programs.zsh;
  paths = import ./paths.nix { inherit config lib; };
  inherit (paths) homeDir dotDirAbs dotDirRel;
  file = name: "${dotDirRel}/${name}";

  keymaps = {
    emacs = "bindkey -e";
    viins = "bindkey -v";
    vicmd = "bindkey -a";
  };

  sessionText = ''
    # Environment variables
    . "${config.home.sessionVariablesPackage}/etc/profile.d/hm-session-vars.sh"

    # Only source this once
    if [[ -z "''${__HM_ZSH_SESS_VARS_SOURCED-}" ]]; then
      export __HM_ZSH_SESS_VARS_SOURCED=1
      ${zsh.exportAll cfg.sessionVariables { indent = "  "; }}
    fi'';
  indented = lib.concatMapStringsSep "\n" (line: if line == "" then "" else "  ${line}") (
    lib.splitString "\n" sessionText
  );

  quote = lib.escapeShellArg;
  eachLine = line: set: lib.concatStringsSep "\n" (lib.mapAttrsToList line set);
  aliases = eachLine (name: value: "alias -- ${quote name}=${quote value}") cfg.shellAliases;
  globalAliases = eachLine (
    name: value: "alias -g -- ${quote name}=${quote value}"
  ) cfg.shellGlobalAliases;
  doubleQuoted = value: ''"${zsh.escapeDoubleQuoted value}"'';

  # Until 26.05 the files stood in the home itself, which then was a choice worth saying.
  reliesOnOldDotDir =
    config.xdg.enable
    && lib.versionOlder config.home.stateVersion "26.05"
    && options.programs.zsh.dotDir.highestPrio >= 1500;
  usesRelativeDotDir =
    cfg.dotDir != homeDir && !lib.hasPrefix "/" cfg.dotDir && !lib.hasInfix "$" cfg.dotDir;

  directoryHints = ''
    - config.home.homeDirectory (user's home directory)
    - config.xdg.configHome (XDG config directory)
    - config.xdg.dataHome (XDG data directory)
    - config.xdg.cacheHome (XDG cache directory)
  '';
in
{
  imports = [
    ./history.nix
    ./highlighting.nix
    ./plugins.nix
    ./oh-my-zsh.nix
    ./prezto.nix
    ./renamed.nix
  ];

  options.programs.zsh = {
    enable = lib.mkEnableOption "Z shell (Zsh)";
    package = lib.mkPackageOption pkgs "zsh" { };
    autocd = option.nullable types.bool "Whether the name of a directory alone changes into it.";
    cdpath = option.strings "Directories that {command}`cd` searches.";
    dotDir = lib.mkOption {
      type = types.nullOr types.str;
      default =
        if config.xdg.enable && lib.versionAtLeast config.home.stateVersion "26.05" then
          "${config.xdg.configHome}/zsh"
        else
          homeDir;
      defaultText = lib.literalExpression "config.home.homeDirectory";
      description = "Directory of zsh's files.";
    };
    shellAliases = option.set types.str "Aliases.";
    shellGlobalAliases = option.set types.str "Aliases that are replaced anywhere in a line.";
    dirHashes = option.set types.str "Names of directories: `~name` stands for the directory.";
    enableCompletion = option.bool true "Whether the arguments of programs are completed.";
    completionInit = option.value types.lines "autoload -U compinit && compinit" "Commands that start completion.";
    autosuggestion = {
      enable = option.flag "Whether suggestions are shown while typing.";
      highlight = option.nullable types.str "Style of suggestions, as {manpage}`zshzle(1)` describes styles.";
      strategy = option.value (types.listOf (
        types.enum [
          "history"
          "completion"
          "match_prev_cmd"
        ]
      )) [ "history" ] "Where suggestions come from, best first.";
    };
    defaultKeymap = option.nullable (types.enum (lib.attrNames keymaps)) "Key bindings to start from.";
    sessionVariables = option.variables "Environment variables of zsh sessions.";
    initContent = option.lines "Text of {file}`.zshrc`. Place it with `lib.mkOrder`: 500 comes first, 550 before completion starts, 1000 is ordinary, 1500 last.";
    envExtra = option.lines "Text for every zsh, in {file}`.zshenv`.";
    profileExtra = option.lines "Text for login shells before {file}`.zshrc`, in {file}`.zprofile`.";
    loginExtra = option.lines "Text for login shells after {file}`.zshrc`, in {file}`.zlogin`.";
    logoutExtra = option.lines "Text run when a login shell ends, in {file}`.zlogout`.";
    localVariables = option.value types.attrs { } "Variables of the shell itself, at the top of {file}`.zshrc`.";
    setOptions = option.strings "Options of zsh to set; `NO_` before a name unsets it.";
    siteFunctions = option.set types.lines "Functions that are loaded when first used, by their name.";
  };

  config = mkIf cfg.enable (
    lib.mkMerge [
      {
        assertions = [
          {
            assertion = !lib.hasInfix "$" cfg.dotDir;
            message = ''
              programs.zsh.dotDir cannot contain shell variables as it is used for file creation at build time.
              Current dotDir: ${cfg.dotDir}
              Consider using an absolute path or home-manager config options instead.
              You can replace shell variables with options like:
              ${directoryHints}'';
          }
        ]
        ++ lib.mapAttrsToList (name: _: {
          assertion = !lib.hasPrefix "/" name;
          message = "programs.zsh.siteFunctions: function name '${name}' cannot start with a '/'. either rename it, or don't rely on autoloading for that function (e.g. by defining it inside your '.zshrc')";
        }) cfg.siteFunctions;

        warnings =
          lib.optional usesRelativeDotDir ''
            Using relative paths in programs.zsh.dotDir is deprecated and will be removed in a future release.
            Current dotDir: ${cfg.dotDir}
            Consider using absolute paths or home-manager config options instead.
            You can replace relative paths or environment variables with options like:
            ${directoryHints}''
          ++ lib.optional reliesOnOldDotDir ''
            The default value of `programs.zsh.dotDir` will change in future versions.
            You are currently using the legacy default (home directory) because `home.stateVersion` is less than "26.05".
            To silence this warning and lock in the current behavior, set:
              programs.zsh.dotDir = config.home.homeDirectory;
            To adopt the new behavior (XDG config directory), set:
              programs.zsh.dotDir = "''${config.xdg.configHome}/zsh";
          '';

        home.packages = [
          cfg.package
        ]
        ++ lib.mapAttrsToList (
          name: pkgs.writeTextDir "share/zsh/site-functions/${name}"
        ) cfg.siteFunctions;
      }
      (mkIf (cfg.envExtra != "") { home.file.${file ".zshenv"}.text = cfg.envExtra; })
      (mkIf (cfg.loginExtra != "") { home.file.${file ".zlogin"}.text = cfg.loginExtra; })
      (mkIf (cfg.logoutExtra != "") { home.file.${file ".zlogout"}.text = cfg.logoutExtra; })
      (mkIf (dotDirAbs != homeDir) {
        home.file.${file ".zshenv"}.text = ''
          ${zsh.export "ZDOTDIR" dotDirAbs}
        '';
        home.file.".zshenv".text = ''
          source ${quote "${dotDirAbs}/.zshenv"}
        '';
      })
      {
        lib.zsh = paths;
        home.file = {
          ${file ".zshenv"}.text = ''
            if [[ ! -o login ]]; then
            ${indented}
            fi
          '';
          ${file ".zprofile"}.text = ''
            ${sessionText}
          ''
          + optionalString (cfg.profileExtra != "") "\n${cfg.profileExtra}\n";
          ${file ".zshrc"}.text = cfg.initContent;
        };

        programs.zsh.initContent = lib.mkMerge [
          (mkIf (cfg.siteFunctions != { }) (
            lib.escapeShellArgs (
              [
                "autoload"
                "-Uz"
                "--"
              ]
              ++ lib.attrNames cfg.siteFunctions
            )
          ))
          (mkOrder 510 "typeset -U path cdpath fpath manpath")
          (mkIf (cfg.cdpath != [ ]) (
            mkOrder 510 ''
              cdpath+=(${lib.concatMapStringsSep " " doubleQuoted cfg.cdpath})
            ''
          ))
          (mkOrder 520 ''
            for profile in ''${(z)NIX_PROFILES}; do
              fpath+=($profile/share/zsh/site-functions $profile/share/zsh/$ZSH_VERSION/functions $profile/share/zsh/vendor-completions)
            done

            HELPDIR="${cfg.package}/share/zsh/$ZSH_VERSION/help"
          '')
          (mkIf (cfg.defaultKeymap != null) (
            mkOrder 530 ''
              # Use ${cfg.defaultKeymap} keymap as the default.
              ${keymaps.${cfg.defaultKeymap}}
            ''
          ))
          (mkIf (cfg.localVariables != { }) (mkOrder 540 (zsh.defineAll cfg.localVariables)))
          (mkIf (cfg.enableCompletion && !cfg.oh-my-zsh.enable && !cfg.prezto.enable) (
            mkOrder 570 cfg.completionInit
          ))
          (mkIf cfg.autosuggestion.enable (
            mkOrder 700 ''
              source ${pkgs.zsh-autosuggestions}/share/zsh-autosuggestions/zsh-autosuggestions.zsh
              ${
                optionalString (cfg.autosuggestion.strategy != [ ]) ''
                  ZSH_AUTOSUGGEST_STRATEGY=(${lib.concatStringsSep " " cfg.autosuggestion.strategy})
                ''
              }${
                optionalString (cfg.autosuggestion.highlight != null) ''
                  ZSH_AUTOSUGGEST_HIGHLIGHT_STYLE="${cfg.autosuggestion.highlight}"
                ''
              }
            ''
          ))
          (mkIf (cfg.setOptions != [ ]) (
            mkOrder 950 ''
              # Set shell options
              ${zsh.define "set_opts" cfg.setOptions}
              for opt in "''${set_opts[@]}"; do
                setopt "$opt"
              done
              unset opt set_opts
            ''
          ))
          (mkIf (aliases != "" || globalAliases != "") (
            mkOrder 1100 (
              aliases + optionalString (aliases != "" && globalAliases != "") "\n" + globalAliases
            )
          ))
          (mkIf (cfg.dirHashes != { }) (
            mkOrder 1150 ''
              # Named Directory Hashes
              ${eachLine (name: path: "hash -d ${quote name}=${doubleQuoted path}") cfg.dirHashes}
            ''
          ))
        ];
      }
    ]
  );
}
