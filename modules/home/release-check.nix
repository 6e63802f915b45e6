# Packages that come from another release than the modules are a known source of surprises.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  release = config.home.version.release;
  libRelease = lib.trivial.release;
  pkgsRelease = pkgs.lib.trivial.release;
  # The packages that hm brings itself belong to no release.
  isOwn = lib.hm.isOwnPackages pkgs;
  summary =
    if libRelease == pkgsRelease then
      ''
        Home Manager version ${release} and
        Nixpkgs version ${libRelease}.''
    else
      ''
        Home Manager version: ${release}
        Nixpkgs version used to evaluate Home Manager: ${libRelease}
        Nixpkgs version used for packages (`pkgs`): ${pkgsRelease}'';
in
{
  config.warnings =
    lib.optional
      (
        config.home.enableNixpkgsReleaseCheck
        && !isOwn
        && (release != libRelease || release != pkgsRelease)
      )
      ''
        You are using

          ${lib.replaceStrings [ "\n" ] [ "\n  " ] summary}

        Using mismatched versions is likely to cause errors and unexpected
        behavior. It is therefore highly recommended to use a release of Home
        Manager that corresponds with your chosen release of Nixpkgs.

        If you insist then you can disable this warning by adding

          home.enableNixpkgsReleaseCheck = false;

        to your configuration.
      '';
}
