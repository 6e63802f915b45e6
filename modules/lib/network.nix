# Network addresses.
{ lib }:
{
  ipv6 = {
    # The second half of an address, from a hardware address.
    mkEUI64Suffix =
      mac:
      let
        bytes = map lib.trivial.fromHexString (lib.strings.splitString ":" mac);
        at = builtins.elemAt bytes;
        hex = n: lib.strings.toLower (lib.strings.fixedWidthString 2 "0" (lib.trivial.toHexString n));
        group = a: b: lib.strings.toLower (lib.trivial.toHexString (a * 256 + b));
      in
      if builtins.match "([0-9a-fA-F]{2}:){5}[0-9a-fA-F]{2}" mac == null then
        throw ''"${mac}" is not a valid MAC address (expected 6 octets of hex digits)''
      else
        lib.strings.concatStringsSep ":" [
          (group (builtins.bitXor (at 0) 2) (at 1))
          (group (at 2) 255)
          (group 254 (at 3))
          (group (at 4) (at 5))
        ];
  };
}
