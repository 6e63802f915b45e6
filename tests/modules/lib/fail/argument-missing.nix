{ lib }:
with lib;
callPackageWith { alpha = 1; } ({ alhpa }: alhpa) { }
