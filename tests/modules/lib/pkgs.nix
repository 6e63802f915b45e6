# What modules/pkgs makes: derivations with the right builder, whatever the name.
{ lib }:
let
  pkgs = import ../../../modules/pkgs { inherit lib; };
  builderOf = drv: drv.drvAttrs.builder;
  isMade = drv: lib.isDerivation drv && lib.hasSuffix ".drv" drv.drvPath;
in
{
  text-starts-no-process = {
    expr = map builderOf [
      (pkgs.writeText "a" "b")
      (pkgs.writeTextDir "share/a" "b")
      (pkgs.writeShellScriptBin "a" "b")
      (pkgs.symlinkJoin {
        name = "j";
        paths = [ pkgs.jq ];
      })
      (pkgs.linkFarm "l" { a = pkgs.jq; })
      (pkgs.buildEnv {
        name = "e";
        paths = [ pkgs.jq ];
      })
      (pkgs.fetchurl {
        url = "file:///x";
        hash = lib.fakeHash;
      })
      (pkgs.replaceVars ./greeting.txt { a = "b"; })
      pkgs.jq
    ];
    expected = [
      "builtin:tree"
      "builtin:tree"
      "builtin:tree"
      "builtin:buildenv"
      "builtin:tree"
      "builtin:buildenv"
      "builtin:fetchurl"
      "builtin:tree"
      "builtin:tree"
    ];
  };
  all-builders-instantiate = {
    expr = map isMade [
      (pkgs.writeScript "a" "b")
      (pkgs.writeShellApplication {
        name = "app";
        runtimeInputs = [ pkgs.jq ];
        runtimeEnv.A = "b";
        text = "echo";
      })
      (pkgs.runCommand "r" { a = 1; } "touch $out")
      (pkgs.stdenv.mkDerivation {
        pname = "p";
        version = "1";
        src = pkgs.emptyDirectory;
      })
      (pkgs.fetchFromGitHub {
        owner = "o";
        repo = "r";
        rev = "v1";
        hash = lib.fakeHash;
      })
      (pkgs.makeDesktopItem {
        name = "d";
        desktopName = "D";
      })
      (pkgs.concatText "c" [ (pkgs.writeText "a" "b") ])
      (pkgs.vimUtils.buildVimPlugin {
        name = "v";
        src = pkgs.emptyDirectory;
      })
      (pkgs.writers.writePython3Bin "p" { } "print()")
      (pkgs.mkShell { packages = [ pkgs.jq ]; })
      ((pkgs.formats.json { }).generate "x.json" { a = 1; })
    ];
    expected = lib.replicate 11 true;
  };
  every-name-is-a-package = {
    expr = builtins.filter (name: !isMade pkgs.${name}) (
      builtins.attrNames (import ../../../modules/pkgs/names.nix)
    );
    expected = [ ];
  };
  missing-package-explains-itself = {
    # No machine has a program of this name.
    expr =
      let
        p = pkgs.discocss;
      in
      [
        (builtins.elem p.origin [
          "host"
          "missing"
        ])
        p.pname
        (lib.hasSuffix "/bin/discocss" (lib.getExe p))
      ];
    expected = [
      true
      "discocss"
      true
    ];
  };
  attributes-can-be-overridden = {
    expr = [
      ((pkgs.stdenv.mkDerivation (final: {
        pname = "p";
        version = "1";
        passthru.shown = "${final.pname}-${final.version}";
      })).overrideAttrs (old: { version = "2"; })).shown
      (pkgs.jq.overrideAttrs { pname = "other"; }).pname
      (pkgs.jq.override { anything = 1; }).pname
      (lib.hiPrio pkgs.jq).meta.priority
      (pkgs.callPackage (
        {
          jq,
          depth ? 1,
        }:
        { inherit depth; }
      ) { depth = 2; }).depth
    ];
    expected = [
      "p-2"
      "other"
      "jq"
      (-10)
      2
    ];
  };
  overlays-see-the-final-set = {
    expr = (pkgs.extend (final: prev: { jq = prev.jq.overrideAttrs { pname = "mine"; }; })).pkgs.jq.pname;
    expected = "mine";
  };
  platform-questions = {
    expr =
      let
        p = (import ../../../modules/pkgs { system = "aarch64-linux"; }).stdenv;
      in
      [
        p.hostPlatform.isLinux
        p.isAarch64
        p.hostPlatform.system
      ];
    expected = [
      true
      true
      "aarch64-linux"
    ];
  };
  sets-of-packages = {
    expr = map isMade [
      pkgs.nerd-fonts.fira-code
      pkgs.vimPlugins.vim-nix
      pkgs.tmuxPlugins.sensible
      pkgs.python3Packages.requests
      pkgs.vscode-extensions.ms-python.python
      pkgs.xorg.xrandr
      pkgs.kdePackages.kconfig
    ];
    expected = lib.replicate 7 true;
  };
}
