{ lib }:
with lib;
fixedWidthString 2 "0" "123"
