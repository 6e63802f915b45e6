{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) mkIf mkOption types;
  inherit (lib.hm) option;
  cfg = config.programs.fish;
  quote = lib.escapeShellArg;
  strOrList = with types; either str (listOf str);
  strOrInt = with types; either str int;
  mode = option.nullable types.str;

  plugin.options = {
    src = option.required types.path "Directory of the plugin.";
    name = option.required types.str "Name of the plugin.";
  };

  function.options = {
    body = option.required types.lines "Text of the function.";
    argumentNames = option.nullable strOrList "Names for the arguments.";
    description = option.nullable types.str "What the function does.";
    wraps = option.nullable types.str "The command whose completions the function inherits.";
    onEvent = option.nullable strOrList "Events that run the function.";
    onVariable = option.nullable types.str "Variable whose change runs the function.";
    onJobExit = option.nullable strOrInt "Job whose end runs the function.";
    onProcessExit = option.nullable strOrInt "Process whose end runs the function.";
    onSignal = option.nullable strOrInt "Signal that runs the function.";
    noScopeShadowing = option.flag "Whether the function sees the variables of its caller.";
    inheritVariable = option.nullable types.str "Variable whose present value the function keeps.";
  };

  completion.options.body = option.required types.lines "Text that defines the completions.";

  abbreviation.options = {
    name = option.nullable types.str "Name, in place of the attribute's.";
    expansion = option.nullable types.str "What the abbreviation becomes.";
    position = option.nullable types.str "Where it is expanded: `command` or `anywhere`.";
    regex = option.nullable types.str "Pattern that is expanded, in place of the name.";
    command = option.nullable strOrList "Commands whose arguments are expanded.";
    setCursor = option.value (with types; either bool str) false "Whether the cursor is put where a marker stands; a string is the marker.";
    function = option.nullable types.str "Function that gives the expansion.";
  };

  binding =
    { config, ... }:
    {
      options = {
        name = option.nullable types.str "Key, in place of the attribute's name.";
        enable = option.bool true "Whether the key is bound.";
        mode = mode "Mode that the key is bound in.";
        setsMode = mode "Mode after the key.";
        command = mkOption {
          type =
            let
              command = types.nullOr strOrList;
            in
            command // { check = value: (value != null || config.erase) && command.check value; };
          default = null;
          description = "Commands that the key runs.";
        };
        erase = lib.mkEnableOption "removal of the binding";
        silent = lib.mkEnableOption "silence";
        repaint = lib.mkEnableOption "drawing the prompt again afterwards";
        operate = option.nullable (types.enum [
          "preset"
          "user"
        ]) "Which bindings are meant.";
      };
    };

  attributesToFlags = lib.concatMap (
    { name, value }:
    let
      item = if builtins.isBool value then "" else quote (toString value);
      one =
        if name == "set-cursor" then
          (if value == true then "--set-cursor" else quote "--set-cursor=${value}")
        else
          "--${name} ${item}";
    in
    if value == null || value == false then
      [ ]
    else if builtins.isList value then
      map (element: "--${name} ${quote element}") value
    else
      [ one ]
  );

  abbreviationLine =
    attribute: definition:
    let
      full = builtins.isAttrs definition;
      name = if full && definition.name != null then definition.name else attribute;
      flags = lib.optionals full (attributesToFlags [
        { name = "command"; value = definition.command; }
        { name = "function"; value = definition.function; }
        { name = "position"; value = definition.position; }
        { name = "regex"; value = definition.regex; }
        { name = "set-cursor"; value = definition.setCursor; }
      ]);
      expansion = if full then definition.expansion else definition;
    in
    lib.concatStringsSep " " ([ "abbr --add" ] ++ flags ++ [ "-- ${name}" ])
    + lib.optionalString (expansion != null) " ${quote expansion}";

  bindingLines =
    attribute: key:
    let
      name = if key.name == null then attribute else key.name;
      flags =
        lib.optional key.silent "-s"
        ++ lib.optional (key.operate != null) "--${key.operate}"
        ++ lib.optionals (key.mode != null) [ "--mode" key.mode ]
        ++ lib.optionals (key.setsMode != null) [ "--sets-mode" key.setsMode ];
      commands = map quote (lib.toList key.command) ++ lib.optional key.repaint "repaint";
    in
    lib.optional key.erase (lib.concatStringsSep " " ([ "bind" "-e" ] ++ flags ++ [ name ]))
    ++ lib.optional (key.command != null) (
      lib.concatStringsSep " " ([ "bind" ] ++ flags ++ [ name ] ++ commands)
    );
  bindings = lib.filterAttrs (_: key: key.enable) cfg.binds;

  functionFlags =
    definition:
    let
      flag = name: value: lib.optional (value != null) ''--${name}="${toString value}"'';
    in
    flag "description" definition.description
    ++ flag "wraps" definition.wraps
    ++ lib.concatMap (flag "on-event") (lib.toList definition.onEvent)
    ++ flag "on-variable" definition.onVariable
    ++ flag "on-job-exit" definition.onJobExit
    ++ flag "on-process-exit" definition.onProcessExit
    ++ flag "on-signal" definition.onSignal
    ++ lib.optional definition.noScopeShadowing "--no-scope-shadowing"
    ++ flag "inherit-variable" definition.inheritVariable
    ++ lib.optional (definition.argumentNames != null) "--argument-names=${toString definition.argumentNames}";
  bodyOf = definition: lib.removeSuffix "\n" (if builtins.isAttrs definition then definition.body else definition);
  # A body is indented as fish itself would, unless a string in it may go over several lines.
  indented =
    body:
    let
      lines = lib.splitString "\n" body;
      isClosed = line: lib.all (quote: lib.mod (lib.length (lib.splitString quote line)) 2 == 1) [ "'" "\"" ];
      indentedLine = line: if line == "" then "" else "    ${line}";
    in
    if lib.all isClosed lines then lib.concatMapStringsSep "\n" indentedLine lines else "    ${body}";
  functionText =
    name: definition:
    let
      flags = lib.optionalString (builtins.isAttrs definition) " ${toString (functionFlags definition)}";
    in
    ''
      function ${name}${flags}
      ${indented (bodyOf definition)}
      end
    '';

  # fish loads a function when it is called; one that waits for an event has to be there before.
  waits =
    definition:
    builtins.isAttrs definition
    && lib.any (name: definition.${name} != null) [
      "onJobExit"
      "onProcessExit"
      "onVariable"
      "onSignal"
      "onEvent"
    ];
  handlers = lib.concatStringsSep "\n" (
    map (name: "source ${config.xdg.configHome}/fish/functions/${name}.fish") (
      lib.attrNames (lib.filterAttrs (_: waits) cfg.functions)
    )
  );

  pluginText = item: ''
    # Plugin ${item.name}
    set -l plugin_dir ${item.src}

    # Set paths to import plugin components
    if test -d $plugin_dir/functions
        set fish_function_path $fish_function_path[1] $plugin_dir/functions $fish_function_path[2..-1]
    end

    if test -d $plugin_dir/completions
        set fish_complete_path $fish_complete_path[1] $plugin_dir/completions $fish_complete_path[2..-1]
    end

    # Source initialization code if it exists.
    if test -d $plugin_dir/conf.d
        for f in $plugin_dir/conf.d/*.fish
            source $f
        end
    end

    if test -f $plugin_dir/key_bindings.fish
        source $plugin_dir/key_bindings.fish
    end

    if test -f $plugin_dir/init.fish
        source $plugin_dir/init.fish
    end
  '';

  file = name: text: { source = pkgs.writeText name text; };
  eachFile =
    directory: textOf:
    lib.mapAttrs' (
      name: definition:
      lib.nameValuePair "fish/${directory}/${name}.fish" (file "${name}.fish" (textOf name definition))
    );

  # The session's variables are written for sh, with expansions that fish does not know: sh is
  # asked what it makes of them, once a session.
  sessionFile = "etc/profile.d/hm-session-vars.fish";
  sessionPackage = pkgs.writeTextFile {
    name = "hm-session-vars.fish";
    destination = "/${sessionFile}";
    text = ''
      function setup_hm_session_vars
        if set -q __HM_SESS_VARS_SOURCED
          return
        end
        set -l script '. "$1"; exec env -0'
        for entry in (sh -c $script sh ${config.home.sessionVariablesPackage}/etc/profile.d/hm-session-vars.sh | string split0)
          set -l pair (string split -m 1 -- = $entry)
          switch $pair[1]
            case _ PWD OLDPWD SHLVL
            case '*PATH' '*_DIRS'
              set -gx $pair[1] (string split -- : $pair[2])
            case '*'
              set -gx $pair[1] $pair[2]
          end
        end
      end
      setup_hm_session_vars
    '';
  };
in
{
  imports = [
    (lib.mkRemovedOptionModule [ "programs" "fish" "promptInit" ] ''
      Prompt is now configured through the

        programs.fish.interactiveShellInit

      option. Please change to use that instead.
    '')
  ];

  options.programs.fish = {
    enable = lib.mkEnableOption "fish, the friendly interactive shell";
    package = lib.mkPackageOption pkgs "fish" { };
    generateCompletions = option.bool true "Accepted for compatibility: {command}`fish_update_completions` makes completions from manual pages.";
    shellAliases = option.set types.str "Aliases.";
    shellAbbrs = option.set (with types; either str (submodule abbreviation)) "Abbreviations, which are expanded while typing.";
    preferAbbrs = option.flag "Whether programs that offer aliases offer abbreviations instead.";
    binds = option.set (types.submodule binding) "Key bindings.";
    shellInit = option.lines "Text for every fish.";
    loginShellInit = option.lines "Text for login shells.";
    interactiveShellInit = option.lines "Text for interactive shells.";
    shellInitLast = option.lines "Text for interactive shells, after all else.";
    plugins = option.list (types.submodule plugin) "Plugins, loaded from {file}`conf.d`.";
    functions = option.set (with types; either lines (submodule function)) "Functions, loaded when first called.";
    completions = option.set (with types; either lines (submodule completion)) "Completions, by command.";
    sessionVariablesPackage = mkOption {
      type = types.package;
      internal = true;
      description = "The package that holds {file}`hm-session-vars.fish`.";
    };
  };

  config = mkIf cfg.enable {
    home.packages = [
      cfg.package
      cfg.sessionVariablesPackage
    ];
    programs.fish.sessionVariablesPackage = sessionPackage;
    programs.fish.functions = mkIf (bindings != { }) {
      fish_user_key_bindings = lib.concatStringsSep "\n" (
        lib.concatLists (lib.mapAttrsToList bindingLines bindings)
      );
    };

    xdg.configFile = lib.mkMerge [
      {
        "fish/config.fish" = file "config.fish" ''
          # ~/.config/fish/config.fish: DO NOT EDIT -- this file has been generated
          # automatically by home-manager.

          # Only execute this file once per shell.
          set -q __fish_home_manager_config_sourced; and exit
          set -g __fish_home_manager_config_sourced 1

          source ${cfg.sessionVariablesPackage}/${sessionFile}

          # Source handler functions
          ${handlers}

          ${cfg.shellInit}

          status is-login; and begin

            # Login shell initialisation
            ${cfg.loginShellInit}

          end

          status is-interactive; and begin

            # Abbreviations
            ${lib.concatStringsSep "\n" (lib.mapAttrsToList abbreviationLine cfg.shellAbbrs)}

            # Aliases
            ${lib.concatStringsSep "\n" (
              lib.mapAttrsToList (name: command: "alias ${name} ${quote command}") cfg.shellAliases
            )}

            # Interactive shell initialisation
            ${cfg.interactiveShellInit}

          end

          ${lib.removeSuffix "\n" cfg.shellInitLast}
        '';
      }
      (eachFile "functions" functionText cfg.functions)
      (eachFile "completions" (_: definition: "${bodyOf definition}\n") cfg.completions)
      (lib.listToAttrs (
        map (
          item:
          lib.nameValuePair "fish/conf.d/plugin-${item.name}.fish" (file "${item.name}.fish" (pluginText item))
        ) cfg.plugins
      ))
    ];
  };
}
