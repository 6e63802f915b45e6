# Files of pkgs.formats: their texts.
{ lib }:
let
  pkgs = import ../../../modules/pkgs { inherit lib; };
  inherit (pkgs) serialise;
in
{
  json-like-jq = {
    expr = serialise.json {
      b = [
        1
        { }
        [ ]
        null
        1.5
        2.0
      ];
      a."k\"ey" = "line\nbreak";
    };
    expected = ''
      {
        "a": {
          "k\"ey": "line\nbreak"
        },
        "b": [
          1,
          {},
          [],
          null,
          1.5,
          2.0
        ]
      }
    '';
  };
  toml-plain-keys-before-tables = {
    expr = serialise.toml {
      a.x = 1;
      b = "s";
      c = [
        { n = 1; }
        { n = 2; }
      ];
      d.e.f = true;
      "g h" = { };
    };
    expected = ''
      b = "s"

      [a]
      x = 1

      [[c]]
      n = 1

      [[c]]
      n = 2

      [d.e]
      f = true

      ["g h"]
    '';
  };
  toml-quotes = {
    expr = serialise.toml {
      a = "say \"hi\"";
      b = "it's \"so\"";
      c = "two\nlines";
      d = "back\\slash";
      e = [
        1.0
        [ { k = "v"; } ]
      ];
    };
    expected = ''
      a = 'say "hi"'
      b = """it's "so""""
      c = """
      two
      lines"""
      d = 'back\slash'
      e = [1.0, [{ k = "v" }]]
    '';
  };
  yaml-lists-below-their-key = {
    expr = serialise.yaml {
      list = [
        "x"
        {
          a = 1;
          b = [ true ];
        }
        [ 1 ]
      ];
      empty = { };
      none = null;
    };
    expected = ''
      %YAML 1.1
      ---
      empty: {}
      list:
      - x
      - a: 1
        b:
        - true
      - - 1
      none: null
    '';
  };
  yaml-what-could-be-misread-is-quoted = {
    expr = serialise.yaml [
      "yes"
      "1.5"
      "012"
      "a: b"
      "#no"
      ""
      "it's"
      "it's: x"
      "two\nlines"
      "12:30"
      "plain text"
      "- dash"
    ];
    expected = ''
      %YAML 1.1
      ---
      - 'yes'
      - '1.5'
      - '012'
      - 'a: b'
      - '#no'
      - '''
      - it's
      - "it's: x"
      - "two\nlines"
      - '12:30'
      - plain text
      - '- dash'
    '';
  };
  yaml-long-lines-are-folded = {
    expr = serialise.yaml { k = lib.concatStringsSep " " (lib.genList (i: "word${toString i}") 16); };
    expected = ''
      %YAML 1.1
      ---
      k: word0 word1 word2 word3 word4 word5 word6 word7 word8 word9 word10 word11 word12
        word13 word14 word15
    '';
  };
}
