# mkDerivation, with the compiler and tools of the host. The build itself is stdenv/setup.sh.
{ lib, pkgs }:
let
  inherit (builtins)
    filter
    isBool
    removeAttrs
    ;

  platform = lib.systems.elaborate pkgs.system;

  setup = pkgs.makeTree {
    name = "stdenv";
    entries = [
      {
        path = "setup";
        text = builtins.readFile ./setup.sh;
      }
    ];
  };
  builder = builtins.toFile "build.sh" ''
    source "$stdenv/setup"
    genericBuild
  '';

  inputNames = [
    "depsBuildBuild"
    "nativeBuildInputs"
    "depsBuildTarget"
    "depsHostHost"
    "buildInputs"
    "depsTargetTarget"
    "propagatedBuildInputs"
    "propagatedNativeBuildInputs"
    "checkInputs"
    "nativeCheckInputs"
    "nativeInstallCheckInputs"
    "installCheckInputs"
  ];

  # Inputs as builders see them: without nulls and nested lists, those with a `dev` output by that.
  inputsOf = list: map lib.getDev (filter (x: x != null) (lib.flatten list));

  # The arguments of a fixed-output derivation, from `hash` or the older names.
  hashOf =
    attrs:
    if attrs ? hash && attrs.hash != "" then
      {
        outputHash = attrs.hash;
        outputHashMode = attrs.outputHashMode or "recursive";
      }
    else
      { };

  toDerivation =
    cc: attrs:
    let
      inputs = lib.genAttrs (filter (n: attrs ? ${n}) inputNames) (n: inputsOf attrs.${n});
      checks =
        (if attrs.doCheck or false then
          inputsOf (attrs.nativeCheckInputs or [ ] ++ attrs.checkInputs or [ ])
        else
          [ ])
        ++ (
          if attrs.doInstallCheck or false then
            inputsOf (attrs.nativeInstallCheckInputs or [ ] ++ attrs.installCheckInputs or [ ])
          else
            [ ]
        );
      structured = attrs.__structuredAttrs or false;
      rest = removeAttrs attrs [
        "env"
        "builder"
        "args"
        "checkInputs"
        "nativeCheckInputs"
        "nativeInstallCheckInputs"
        "installCheckInputs"
        "preferLocalBuild"
        "allowSubstitutes"
        "strictDeps"
        "position"
        "disallowedReferences"
        "hash"
      ];
      arguments =
        rest
        // removeAttrs inputs [
          "checkInputs"
          "nativeCheckInputs"
          "nativeInstallCheckInputs"
          "installCheckInputs"
        ]
        // {
          stdenv = setup;
          builder = pkgs.runtimeShell;
          args = attrs.args or [
            "-e"
            (attrs.builder or builder)
          ];
          system = attrs.system or pkgs.system;
          outputs = attrs.outputs or [ "out" ];
          nativeBuildInputs = (inputs.nativeBuildInputs or [ ]) ++ checks;
          __ignoreNulls = true;
          hmCompiler = if cc then "1" else "";
        }
        // hashOf attrs;
      env = lib.mapAttrs (_: v: if isBool v then (if v then "1" else "") else v) (attrs.env or { });
    in
    derivation (arguments // (if structured then { inherit env; } else env));

  make =
    { name, cc }:
    let
      self = platformShortcuts // {
        inherit name;
        mkDerivation = pkgs.makeWith (toDerivation cc);
        type = "derivation";
        inherit (setup) outPath drvPath;
        outputs = [ "out" ];
        outputName = "out";
        system = pkgs.system;
        shell = pkgs.runtimeShell;
        shellDryRun = "${pkgs.runtimeShell} -n -O extglob";
        buildPlatform = platform;
        hostPlatform = platform;
        targetPlatform = platform;
        hasCC = cc;
        override = _: self;
        overrideDerivation = _: self;
        extraNativeBuildInputs = [ ];
        extraBuildInputs = [ ];
        meta = { };
      }
      // (
        if cc then
          {
            cc = pkgs.gcc // {
              isGNU = true;
              isClang = false;
              cc = pkgs.gcc;
              libc = pkgs.glibc;
              bintools = pkgs.binutils;
              targetPrefix = "";
            };
          }
        else
          { }
      );
    in
    self;

  # Questions that older code asks of stdenv itself.
  platformShortcuts = {
    inherit (platform)
      isLinux
      isDarwin
      isFreeBSD
      isBSD
      isCygwin
      isSunOS
      isx86_64
      isx86_32
      isi686
      isAarch64
      isAarch32
      isMips
      isBigEndian
      isLittleEndian
      is64bit
      is32bit
      ;
  };
in
{
  stdenv = make {
    name = "stdenv-host";
    cc = true;
  };
  stdenvNoCC = make {
    name = "stdenv-no-cc-host";
    cc = false;
  };
  clangStdenv = pkgs.stdenv;
  gccStdenv = pkgs.stdenv;
  mkDerivation = pkgs.stdenv.mkDerivation;

  runtimeShell = "${pkgs.bash}/bin/bash";
  runtimeShellPackage = pkgs.bash;
  bashInteractive = pkgs.bash;
  bashNonInteractive = pkgs.bash;
}
