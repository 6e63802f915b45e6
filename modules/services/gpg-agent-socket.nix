# Where GnuPG puts the sockets of a home directory: the directory's SHA-1, in z-base-32, cut short.
{ lib }:
let
  alphabet = lib.stringToCharacters "ybndrfg8ejkmcpqxot1uwisza345h769";
  digits = lib.listToAttrs (
    lib.imap0 (value: name: { inherit name value; }) (lib.stringToCharacters "0123456789abcdef")
  );
  bit = digit: power: lib.mod (digit / power) 2;
  bitsOf = digit: map (bit digits.${digit}) [ 8 4 2 1 ];

  # Five bits a character; what is left over at the end is dropped.
  encode =
    hex:
    let
      bits = lib.concatMap bitsOf (lib.stringToCharacters hex);
      character =
        index: lib.elemAt alphabet (lib.foldl' (value: b: value * 2 + b) 0 (lib.sublist (index * 5) 5 bits));
    in
    lib.concatStrings (lib.genList character (builtins.length bits / 5));
in
home: "d.${lib.substring 0 24 (encode (builtins.hashString "sha1" home))}"
