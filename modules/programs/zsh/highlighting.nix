# Colours for what is being typed.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) types;
  inherit (lib.hm) option;
  cfg = config.programs.zsh;
  plain = cfg.syntaxHighlighting;
  fast = cfg.fastSyntaxHighlighting;
  quote = lib.escapeShellArg;
  eachLine = line: set: lib.concatStringsSep "\n" (lib.mapAttrsToList line set);
in
{
  options.programs.zsh = {
    syntaxHighlighting = option.record {
      enable = lib.mkEnableOption "zsh syntax highlighting";
      package = lib.mkPackageOption pkgs "zsh-syntax-highlighting" { };
      highlighters = option.strings "Highlighters beside the main one.";
      patterns = option.set types.str "Styles by pattern.";
      styles = option.set types.str "Styles by kind of token.";
    } "Highlighting by zsh-syntax-highlighting.";
    fastSyntaxHighlighting = option.record {
      enable = lib.mkEnableOption "zsh fast syntax highlighting";
      package = lib.mkPackageOption pkgs "zsh-fast-syntax-highlighting" { };
      theme = option.nullable types.str "Theme.";
      settings = option.set types.str "Settings, as {command}`FAST_HIGHLIGHT` takes them.";
    } "Highlighting by zsh-fast-syntax-highlighting.";
  };

  config = lib.mkIf cfg.enable {
    assertions = [
      {
        assertion = !(plain.enable && fast.enable);
        message = ''
          Only one Zsh syntax highlighter can be enabled at a time.
        '';
      }
    ];
    programs.zsh.syntaxHighlighting.highlighters = lib.mkIf plain.enable [ "main" ];
    programs.zsh.initContent = lib.mkMerge [
      (lib.mkIf plain.enable (
        lib.mkOrder 1200 ''
          source ${plain.package}/share/zsh-syntax-highlighting/zsh-syntax-highlighting.zsh
          ZSH_HIGHLIGHT_HIGHLIGHTERS=(${lib.concatMapStringsSep " " quote plain.highlighters})
          ${eachLine (name: style: "ZSH_HIGHLIGHT_STYLES[${quote name}]=${quote style}") plain.styles}
          ${eachLine (pattern: style: "ZSH_HIGHLIGHT_PATTERNS+=(${quote pattern} ${quote style})") plain.patterns}
        ''
      ))
      (lib.mkIf fast.enable (
        lib.mkOrder 1200 ''
          source ${fast.package}/share/zsh/plugins/fast-syntax-highlighting/fast-syntax-highlighting.plugin.zsh
          ${lib.optionalString (fast.theme != null) ''
            fast-theme -q ${fast.theme}
          ''}
          ${eachLine (name: value: "FAST_HIGHLIGHT+=(${quote name} ${quote value})") fast.settings}
        ''
      ))
    ];
  };
}
