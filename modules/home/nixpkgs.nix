# The package set that modules see as `pkgs`: its configuration and its overlays.
{
  config,
  lib,
  basePackages,
  packageArguments,
  ...
}:
let
  inherit (lib) mkOption mkOptionType types;
  cfg = config.nixpkgs;

  call = value: argument: if lib.isFunction value then value argument else value;
  overrides = [
    "packageOverrides"
    "perlPackageOverrides"
  ];

  # Two configurations as one; functions among them are composed rather than replaced.
  mergeConfig =
    a: b:
    let
      left = call a { pkgs = basePackages; };
      right = call b { pkgs = basePackages; };
      composed = lib.genAttrs (builtins.filter (name: left ? ${name}) overrides) (
        name: pkgs: call left.${name} pkgs // call (right.${name} or { }) pkgs
      );
    in
    lib.recursiveUpdate left right
    // lib.optionalAttrs (left ? allowUnfreePackages) {
      allowUnfreePackages = left.allowUnfreePackages ++ right.allowUnfreePackages or [ ];
    }
    // composed;

  configType = mkOptionType {
    name = "nixpkgs-config";
    description = "nixpkgs config";
    check = value: builtins.isAttrs value || lib.isFunction value;
    merge = _loc: lib.foldr (def: mergeConfig def.value) { };
  };

  overlayType = mkOptionType {
    name = "nixpkgs-overlay";
    description = "nixpkgs overlay";
    check = lib.isFunction;
    merge = lib.mergeOneOption;
  };

  isUntouched = cfg.config == null && (cfg.overlays == null || cfg.overlays == [ ]);
  packages =
    if isUntouched then
      basePackages
    else
      import basePackages.path (packageArguments // lib.filterAttrs (_: value: value != null) cfg);
in
{
  options.nixpkgs = {
    config = mkOption {
      type = types.nullOr configType;
      default = null;
      example = {
        allowBroken = true;
      };
      description = "Configuration of the package set, as `config.nix` holds it.";
    };
    overlays = mkOption {
      type = types.nullOr (types.listOf overlayType);
      default = null;
      example = lib.literalExpression "[ (final: prev: { openssh = prev.openssh.override { hpnSupport = true; }; }) ]";
      description = "Functions `final: prev: { … }` that replace or add packages, applied in order.";
    };
    system = mkOption {
      type = types.str;
      default = basePackages.stdenv.hostPlatform.system;
      example = "i686-linux";
      internal = true;
      description = "The platform that packages are for.";
    };
  };

  config._module.args = {
    pkgs = lib.mkOverride lib.modules.defaultOverridePriority packages;
    pkgs_i686 = packages.pkgsi686Linux or { };
    # Set where the configuration is part of a whole system's.
    osConfig = lib.mkDefault null;
    nixosConfig = lib.mkDefault null;
    darwinConfig = lib.mkDefault null;
  };
}
