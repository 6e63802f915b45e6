# Options that have other names now.
{ config, lib, ... }:
let
  cfg = config.programs.zsh;
  text =
    advice: description:
    lib.mkOption {
      type = lib.types.lines;
      default = "";
      visible = false;
      apply = value: lib.warnIf (value != "") advice value;
      inherit description;
    };
in
{
  imports = [
    (lib.mkRenamedOptionModule
      [ "programs" "zsh" "enableAutosuggestions" ]
      [ "programs" "zsh" "autosuggestion" "enable" ]
    )
    (lib.mkRenamedOptionModule
      [ "programs" "zsh" "enableSyntaxHighlighting" ]
      [ "programs" "zsh" "syntaxHighlighting" "enable" ]
    )
  ];

  options.programs.zsh = {
    initExtraFirst = text ''
      `programs.zsh.initExtraFirst` is deprecated, use `programs.zsh.initContent` with `lib.mkBefore` instead.

      Example: programs.zsh.initContent = lib.mkBefore "your content here";
    '' "Text at the top of {file}`.zshrc`.";
    initExtraBeforeCompInit = text ''
      `programs.zsh.initExtraBeforeCompInit` is deprecated, use `programs.zsh.initContent` with `lib.mkOrder 550` instead.

      Example: programs.zsh.initContent = lib.mkOrder 550 "your content here";
    '' "Text of {file}`.zshrc` before completion starts.";
    initExtra = text ''
      `programs.zsh.initExtra` is deprecated, use `programs.zsh.initContent` instead.

      Example: programs.zsh.initContent = "your content here";
    '' "Text of {file}`.zshrc`.";
  };

  config.programs.zsh.initContent = lib.mkMerge [
    (lib.mkIf (cfg.initExtraFirst != "") (lib.mkBefore cfg.initExtraFirst))
    (lib.mkIf (cfg.initExtraBeforeCompInit != "") (lib.mkOrder 550 cfg.initExtraBeforeCompInit))
    (lib.mkIf (cfg.initExtra != "") cfg.initExtra)
  ];
}
