# Commands that make a package.
{ lib, pkgs }:
let
  run =
    stdenv: name: env: buildCommand:
    stdenv.mkDerivation (
      {
        enableParallelBuilding = true;
        inherit name buildCommand;
      }
      // env
    );
in
{
  runCommand = run pkgs.stdenvNoCC;
  runCommandLocal = run pkgs.stdenvNoCC;
  runCommandCC = run pkgs.stdenv;
  runCommandWith =
    {
      stdenv ? pkgs.stdenvNoCC,
      name,
      derivationArgs ? { },
      runLocal ? false,
    }:
    run stdenv name derivationArgs;

  applyPatches =
    {
      src,
      name ? "${src.name or (baseNameOf (toString src))}-patched",
      patches ? [ ],
      prePatch ? "",
      postPatch ? "",
      ...
    }@args:
    if patches == [ ] && prePatch == "" && postPatch == "" then
      src
    else
      pkgs.stdenvNoCC.mkDerivation (
        {
          inherit name;
          phases = "unpackPhase patchPhase installPhase";
          installPhase = "cp -R ./ $out";
        }
        // removeAttrs args [ "name" ]
      );

  srcOnly =
    args:
    let
      attrs = if args ? drvAttrs then args.drvAttrs // { inherit (args) name; } else args;
    in
    pkgs.applyPatches {
      inherit (attrs) src;
      name = "${attrs.name}-source";
      patches = attrs.patches or [ ];
    };

  # A package's attribute set as an environment for a shell.
  mkShell =
    {
      name ? "nix-shell",
      packages ? [ ],
      inputsFrom ? [ ],
      buildInputs ? [ ],
      nativeBuildInputs ? [ ],
      shellHook ? "",
      ...
    }@args:
    let
      of = attr: builtins.concatMap (p: p.drvAttrs.${attr} or [ ]) inputsFrom;
      rest = removeAttrs args [
        "name"
        "packages"
        "inputsFrom"
        "buildInputs"
        "nativeBuildInputs"
        "shellHook"
      ];
    in
    pkgs.stdenv.mkDerivation (
      {
        inherit name;
        buildInputs = buildInputs ++ of "buildInputs";
        nativeBuildInputs = packages ++ nativeBuildInputs ++ of "nativeBuildInputs";
        shellHook = lib.concatStringsSep "\n" (
          lib.catAttrs "shellHook" (map (p: p.drvAttrs or p) (lib.reverseList inputsFrom) ++ [ args ])
        );
        phases = [ "buildPhase" ];
        buildPhase = "export > \"$out\"";
        preferLocalBuild = true;
      }
      // rest
    );
  mkShellNoCC = pkgs.mkShell;
}
