# Strings: what each expression comes to. See run.nix.
{ lib }:
with lib;
{
  split-on-separator = {
    expr = splitString "." "a..b.";
    expected = [
      "a"
      ""
      "b"
      ""
    ];
  };
  split-of-empty = {
    expr = splitString "/" "";
    expected = [
      ""
    ];
  };
  split-on-special = {
    expr = splitString "|" "a|b";
    expected = [
      "a"
      "b"
    ];
  };
  prefix-suffix-infix = {
    expr = [ (hasPrefix "a" "abc") (hasSuffix "c" "abc") (hasInfix "b" "abc") (hasInfix "x" "abc") (hasSuffix "abcd" "abc") ];
    expected = [
      true
      true
      true
      false
      false
    ];
  };
  remove-prefix-suffix = {
    expr = [ (removePrefix "a" "abc") (removeSuffix ".nix" "x.nix") (removeSuffix "abcd" "bcd") ];
    expected = [
      "bc"
      "x"
      "bcd"
    ];
  };
  escape-characters = {
    expr = escape [ "(" ")" ] "(foo)";
    expected = "\\(foo\\)";
  };
  escape-c-hex = {
    expr = strings.escapeC [ " " "\n" ] "a b\n";
    expected = "a\\x20b\\x0a";
  };
  escape-url = {
    expr = escapeURL "a b/ü&~";
    expected = "a%20b%2Fü%26~";
  };
  escape-shell = {
    expr = map escapeShellArg [ "plain-1.2,x" "with space" "it's" "" "$HOME" "=" ];
    expected = [
      "plain-1.2,x"
      "'with space'"
      "'it'\\''s'"
      "''"
      "'$HOME'"
      "'='"
    ];
  };
  shell-variables = {
    expr = toShellVars { s = "a b"; l = [ "x y" "z" ]; m = { k = "v w"; }; n = 3; zz = 1; };
    expected = ''
      declare -a l=('x y' z)
      declare -A m=([k]='v w')
      n=3
      s='a b'
      zz=1'';
  };
  escape-nix-string = {
    expr = map strings.escapeNixString [ "a\"b" "\${x}" "n\n" ];
    expected = [
      "\"a\\\"b\""
      "\"\\\${x}\""
      "\"n\\n\""
    ];
  };
  escape-nix-identifier = {
    expr = map strings.escapeNixIdentifier [ "ok" "with" "1a" "a-b'" "a b" "or" "" ];
    expected = [
      "ok"
      "\"with\""
      "\"1a\""
      "a-b'"
      "\"a b\""
      "\"or\""
      "\"\""
    ];
  };
  escape-xml = {
    expr = escapeXML "\"a\" <b> & 'c'";
    expected = "&quot;a&quot; &lt;b&gt; &amp; &apos;c&apos;";
  };
  escape-regex = {
    expr = escapeRegex "a.b[c]*";
    expected = "a\\.b\\[c]\\*";
  };
  trim-both = {
    expr = [ (trim "  a b \n") (trimWith { start = true; } "  a ") (trimWith { end = true; } "  a ") (trim "   ") ];
    expected = [
      "a b"
      "a "
      "  a"
      ""
    ];
  };
  case-changes = {
    expr = [ (toUpper "aZ-é") (toLower "AbC") (toSentenceCase "hELLO wORLD") (toCamelCase "hello_World-foo") (toCamelCase "PascalCase") ];
    expected = [
      "AZ-é"
      "abc"
      "Hello world"
      "helloWorldFoo"
      "pascalCase"
    ];
  };
  lines = {
    expr = concatLines [ "a" "b" ];
    expected = ''
      a
      b
    '';
  };
  map-attrs-joined = {
    expr = concatMapAttrsStringSep "," (n: v: "${n}=${v}") { b = "2"; a = "1"; };
    expected = "a=1,b=2";
  };
  intersperse = {
    expr = intersperse "," [ "a" "b" "c" ];
    expected = [
      "a"
      ","
      "b"
      ","
      "c"
    ];
  };
  versions = {
    expr = [ (versionAtLeast "1.10" "1.9") (versionOlder "2.0" "2.0pre") (getName "foo-1.2") (getVersion "foo-1.2") (versions.majorMinor "4.5.6") (versions.pad 4 "1.2-rc") ];
    expected = [
      true
      false
      "foo"
      "1.2"
      "4.5"
      "1.2.0.0-rc"
    ];
  };
  integers = {
    expr = [ (toInt " 42 ") (toInt "-7") (toIntBase10 "007") (toIntBase10 "0") (fixedWidthNumber 4 42) ];
    expected = [
      42
      (-7)
      7
      0
      "0042"
    ];
  };
  ambiguous-integer = {
    expr = (builtins.tryEval (toInt "010")).success;
    expected = false;
  };
  hexadecimal = {
    expr = [ (toHexString 255) (fromHexString "fF") (fromHexString "0x10") (toBaseDigits 2 10) ];
    expected = [
      "FF"
      255
      16
      [
        1
        0
        1
        0
      ]
    ];
  };
  edit-distance = {
    expr = [ (strings.levenshtein "kitten" "sitting") (strings.levenshteinAtMost 2 "enable" "enabel") (strings.levenshteinAtMost 2 "abc" "xyz") (strings.levenshtein "" "abc") ];
    expected = [
      3
      true
      false
      3
    ];
  };
  common-ends = {
    expr = [ (strings.commonPrefixLength "abcd" "abxd") (strings.commonSuffixLength "abcd" "xbcd") ];
    expected = [
      2
      3
    ];
  };
  derivation-names = {
    expr = map strings.sanitizeDerivationName [ "..foo" "a b/c" "" "ok-1.0" "a//b" ];
    expected = [
      "foo"
      "a-b-c"
      "unknown"
      "ok-1.0"
      "a-b"
    ];
  };
  store-paths = {
    expr = map isStorePath [ "${builtins.storeDir}/d945ibfx9x185xf04b890y4f9g3cbb63-x" "${builtins.storeDir}/d945ibfx9x185xf04b890y4f9g3cbb63-x/bin" "/etc" 1 ];
    expected = [
      true
      false
      false
      false
    ];
  };
  split-by-predicate = {
    expr = strings.splitStringBy (_: c: elem c [ "." "-" ]) false "a.b-c";
    expected = [
      "a"
      "b"
      "c"
    ];
  };
  replicate-text = {
    expr = strings.replicate 3 "ab";
    expected = "ababab";
  };
  search-paths = {
    expr = [ (makeBinPath [ "/a" null "/b" ]) (makeSearchPath "share" [ "/a" "/b" ]) ];
    expected = [
      "/a/bin:/b/bin"
      "/a/share:/b/share"
    ];
  };
  build-flags = {
    expr = [ (enableFeature true "x") (withFeatureAs false "y" "z") (cmakeBool "A" true) (mesonEnable "b" false) ];
    expected = [
      "--enable-x"
      "--without-y"
      "-DA:BOOL=TRUE"
      "-Db=disabled"
    ];
  };
  normal-path = {
    expr = strings.normalizePath "/a//b///c/";
    expected = "/a/b/c/";
  };
}
