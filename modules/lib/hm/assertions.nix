{ lib }:
{
  # An assertion that the module named `module` is used on one of `platforms`.
  assertPlatform =
    module: pkgs: platforms:
    let
      names = lib.sort lib.lessThan platforms;
    in
    {
      assertion = builtins.elem pkgs.stdenv.hostPlatform.system platforms;
      message =
        "The module ${module} does not support your platform. It only supports\n\n"
        + lib.concatMapStringsSep "\n" (name: "  - ${name}") names;
    };
}
