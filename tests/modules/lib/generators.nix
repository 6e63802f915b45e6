# Texts in the formats of other programs: what each expression comes to. See run.nix.
{ lib }:
with lib;
{
  ini-file = {
    expr = generators.toINI { } { "a[b]" = { "x=y" = 1; t = true; n = null; }; b.c = "d"; };
    expected = ''
      [a\[b\]]
      n=null
      t=true
      x\=y=1
      
      [b]
      c=d
    '';
  };
  ini-lists = {
    expr = generators.toINI { listsAsDuplicateKeys = true; } { s.k = [ 1 2 ]; };
    expected = ''
      [s]
      k=1
      k=2
    '';
  };
  ini-global = {
    expr = generators.toINIWithGlobalSection { } { globalSection.g = 1; sections.s.k = "v"; };
    expected = ''
      g=1
      
      [s]
      k=v
    '';
  };
  git-ini = {
    expr = generators.toGitINI { user.name = "A \"B\" \\ C"; url."ssh://x".insteadOf = "y"; a.b.c.d = [ 1 2 ]; core.bare = false; };
    expected = ''
      [a "b.c"]
      	d = 1
      	d = 2
      
      [core]
      	bare = false
      
      [url "ssh://x"]
      	insteadOf = "y"
      
      [user]
      	name = "A \"B\" \\ C"
    '';
  };
  key-value = {
    expr = generators.toKeyValue { mkKeyValue = generators.mkKeyValueDefault { mkValueString = v: "<${toString v}>"; } ":"; } { a = 1; b = "x"; };
    expected = ''
      a:<1>
      b:<x>
    '';
  };
  lua-table = {
    expr = generators.toLua { } { a = [ 1 "x" ]; b = { }; "c d" = null; e = mkLuaInline "f()"; g = 1.5; };
    expected = ''
      {
        ["a"] = {
          1,
          "x"
        },
        ["b"] = {},
        ["c d"] = nil,
        ["e"] = (f()),
        ["g"] = 1.5
      }'';
  };
  lua-bindings = {
    expr = generators.toLua { asBindings = true; multiline = false; } { a.b = true; c = "d"; };
    expected = ''
      a = { ["b"] = true }
      c = "d"
    '';
  };
  plist-document = {
    expr = generators.toPlist { escape = true; } { a = [ 1 true ]; b = "<&>"; c = null; d = { }; };
    expected = ''
      <?xml version="1.0" encoding="UTF-8"?>
      <!DOCTYPE plist PUBLIC "-//Apple Computer//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
      <plist version="1.0">
      <dict>
      	<key>a</key>
      	<array>
      		<integer>1</integer>
      		<true/>
      	</array>
      	<key>b</key>
      	<string>&lt;&amp;&gt;</string>
      	<key>d</key>
      	<dict>
      
      	</dict>
      </dict>
      </plist>'';
  };
  dhall-expression = {
    expr = generators.toDhall { } { a = 1; b = [ true "x" ]; c = -2; };
    expected = "{ a = +1, b = [ True, \"x\" ], c = -2 }";
  };
  dconf-file = {
    expr = generators.toDconfINI { "org/x" = { a = true; b = [ "c" ]; d = gvariant.mkInt32 1; }; };
    expected = ''
      [org/x]
      a=true
      b=@as ['c']
      d=1
    '';
  };
  pretty-values = {
    expr = generators.toPretty { } { a = [ 1 { } ]; b = "x\ny"; c = x: x; d = { e ? 1, f }: 1; g = 1.5; "h i" = null; j = "\${k}"; };
    expected = ''
      {
        a = [
          1
          { }
        ];
        b = '''
          x
          y''';
        c = <function>;
        d = <function, args: {e?, f}>;
        g = 1.5;
        "h i" = null;
        j = "\''${k}";
      }'';
  };
  pretty-in-one-line = {
    expr = generators.toPretty { multiline = false; } { a = [ 1 2 ]; b = "x\ny"; };
    expected = "{ a = [ 1 2 ]; b = \"x\\ny\"; }";
  };
  pretty-hook = {
    expr = generators.toPretty { allowPrettyValues = true; } { a = { __pretty = v: "<${v}>"; val = "v"; }; };
    expected = ''
      {
        a = <v>;
      }'';
  };
  cut-at-depth = {
    expr = generators.withRecursion { depthLimit = 2; throwOnDepthLimit = false; } { a.b.c = 1; };
    expected = {
      a = {
        b = {
          c = "<unevaluated>";
        };
      };
    };
  };
}
