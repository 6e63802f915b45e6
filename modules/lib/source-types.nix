# Where a package's bits come from, for `meta.sourceProvenance`.
_:
let
  types = {
    fromSource.isSource = true;
    binaryNativeCode = { };
    binaryBytecode = { };
    binaryFirmware = { };
    obfuscatedCode.isSource = true;
  };
in
builtins.mapAttrs (
  shortName: t:
  {
    inherit shortName;
    isSource = false;
  }
  // t
) types
