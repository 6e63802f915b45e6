# Text for Bourne-like shells, and the `enable…Integration` options of programs.
{ lib }:
let
  quoted = value: ''"${if builtins.isBool value then lib.boolToString value else toString value}"'';

  integrationOption =
    shell:
    {
      config,
      baseName ? shell,
      extraDescription ? "",
    }:
    lib.mkOption {
      type = lib.types.bool;
      default = config.home.shell."enable${baseName}Integration";
      defaultText = lib.literalMD "[](#opt-home.shell.enable${baseName}Integration)";
      example = false;
      description =
        "Whether to enable ${shell} integration."
        + lib.optionalString (extraDescription != "") "\n\n${extraDescription}";
    };

  # Packs words into lines of at most `width` characters; a longer word has a line of its own.
  wrapLines =
    words: width:
    let
      add =
        { done, line }:
        word:
        let
          longer = if line == "" then word else "${line} ${word}";
        in
        if builtins.stringLength longer <= width then
          {
            inherit done;
            line = longer;
          }
        else
          {
            done = done ++ lib.optional (line != "") line;
            line = word;
          };
      end = lib.foldl' add {
        done = [ ];
        line = "";
      } words;
    in
    end.done ++ lib.optional (end.line != "") end.line;

  export = name: value: "export ${name}=${quoted value}";
in
rec {
  inherit export wrapLines;

  exportAll =
    variables:
    lib.concatStringsSep "\n" (
      lib.mapAttrsToList export (lib.filterAttrs (_: value: value != null) variables)
    );

  # `values` before what the variable `name` already holds.
  #
  # >>> prependToVar ":" "PATH" [ "a" "b" ] "a:b\${PATH:+:}$PATH"
  prependToVar =
    separator: name: values:
    "${lib.concatStringsSep separator values}\${${name}:+${separator}}\$${name}";

  # What stands between the parentheses of a shell array, wrapped at 78 columns.
  formatShellArrayContent =
    items: "\n  ${lib.concatStringsSep "\n  " (wrapLines (map lib.escapeShellArg items) 78)}\n";

  mkBashIntegrationOption = integrationOption "Bash";
  mkFishIntegrationOption = integrationOption "Fish";
  mkIonIntegrationOption = integrationOption "Ion";
  mkNushellIntegrationOption = integrationOption "Nushell";
  mkZshIntegrationOption = integrationOption "Zsh";

  # All of a program's integration options at once:
  # `integrationOptions config [ "Bash" "Zsh" ]` is `{ enableBashIntegration = …; … }`.
  integrationOptions =
    config: shells:
    lib.listToAttrs (
      map (shell: lib.nameValuePair "enable${shell}Integration" (integrationOption shell { inherit config; })) shells
    );

  # Aliases as Bash takes them, one a line.
  aliasLines =
    aliases:
    lib.concatStringsSep "\n" (
      lib.mapAttrsToList (name: command: "alias -- ${name}=${lib.escapeShellArg command}") aliases
    );
}
