# fzf and a history manager both like Ctrl-R; whoever gets it should be somebody's choice.
{
  config,
  lib,
  options,
  shells,
}:
let
  cfg = config.programs.fzf;
  opts = options.programs;
  files = option: lib.showFiles option.files;

  # A package of unknown version is taken for a recent one.
  version = lib.getVersion cfg.package;
  isRecent = wanted: version == "" || lib.versionAtLeast version wanted;

  integrates =
    name: shell:
    let
      program = config.programs.${name};
    in
    opts ? ${name} && config.programs.${shell}.enable && program.enable && program.${shells.${shell}};

  commandIn =
    shell:
    let
      own = cfg.historyWidget.${shell}.command;
    in
    if own == null then cfg.historyWidget.command else own;
  takesKey = {
    fzf = shell: integrates "fzf" shell && commandIn shell != "";
    atuin =
      shell:
      integrates "atuin" shell && !builtins.elem "--disable-ctrl-r" config.programs.atuin.flags;
    mcfly = shell: shell != "nushell" && integrates "mcfly" shell;
  };
  contested = builtins.filter (
    shell: takesKey.fzf shell && (takesKey.atuin shell || takesKey.mcfly shell)
  ) (lib.attrNames shells);

  defined = path: "`${lib.showOption path}` defined in ${files (lib.getAttrFromPath path options)}";
  fzfDefinition =
    shell:
    defined (
      [ "programs" "fzf" ]
      ++ (
        if cfg.historyWidget.${shell}.command != null then
          [ "historyWidget" shell "command" ]
        else if cfg.historyWidget.command != null then
          [ "historyWidget" "command" ]
        else
          [ "enable" ]
      )
    );
  atuinDefinition = defined [
    "programs"
    "atuin"
    (if config.programs.atuin.flags == [ ] then "enable" else "flags")
  ];
  definitionsOf =
    shell:
    [
      "  ${shell}:"
      "    ${fzfDefinition shell}"
    ]
    ++ lib.optional (takesKey.atuin shell) "    ${atuinDefinition}"
    ++ lib.optional (takesKey.mcfly shell) "    ${defined [ "programs" "mcfly" "enable" ]}";
in
{
  inherit isRecent;
  warnings =
    lib.optional (cfg.historyWidget.command != null && !isRecent "0.66.0") ''
      `programs.fzf.historyWidget.command` defined in ${files opts.fzf.historyWidget.command} requires fzf 0.66.0 or greater.

      The configured FZF_CTRL_R_COMMAND value will be ignored by older fzf
      versions.
    ''
    ++ lib.optional (contested != [ ]) ''
      programs.fzf and a history manager both configure Ctrl-R for ${lib.concatStringsSep ", " contested}.

      Definitions:
      ${lib.concatStringsSep "\n" (lib.concatMap definitionsOf contested)}

      The history manager integration is sourced after fzf and owns Ctrl-R.
      Choose which integration should own Ctrl-R.
      To keep the history manager on Ctrl-R, disable fzf's binding:
        programs.fzf.historyWidget.command = "";
      or disable it for one shell:
        programs.fzf.historyWidget.${builtins.head contested}.command = "";
      To keep fzf on Ctrl-R with Atuin, disable Atuin's Ctrl-R binding:
        programs.atuin.flags = [ "--disable-ctrl-r" ];
      McFly has no Ctrl-R-only option in Home Manager. Disable McFly's
      shell integration for that shell if fzf should own Ctrl-R.
      To use another key, disable one default Ctrl-R binding and add a
      shell-specific key binding in your shell configuration.
    '';
}
