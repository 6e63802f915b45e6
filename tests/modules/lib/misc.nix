# Fixed points, packages, platforms, paths: what each expression comes to. See run.nix.
{ lib }:
with lib;
{
  fixed-point-overlay = {
    expr = let f = self: { a = 1; b = self.a + 1; }; in fix (extends (final: prev: { a = prev.a + 10; }) f);
    expected = {
      a = 11;
      b = 12;
    };
  };
  extensible-set = {
    expr = ((makeExtensible (self: { a = 1; b = self.a; })).extend (final: prev: { a = 2; })).b;
    expected = 2;
  };
  composed-overlays = {
    expr = fix (extends (composeManyExtensions [ (f: p: { a = p.a + 1; }) (f: p: { a = p.a * 10; }) ]) (self: { a = 1; }));
    expected = {
      a = 20;
    };
  };
  overlay-forms = {
    expr = map (e: toExtension e { x = 1; } { y = 2; }) [ { a = 1; } (prev: { b = prev.y; }) (final: prev: { c = final.x; }) ];
    expected = [
      {
        a = 1;
      }
      {
        b = 2;
      }
      {
        c = 1;
      }
    ];
  };
  converge = {
    expr = converge (x: if x >= 100 then 100 else x * 2) 3;
    expected = 100;
  };
  call-with-arguments = {
    expr = (callPackageWith { a = 1; b = 2; } ({ a, b, c ? 3 }: { sum = a + b + c; }) { c = 4; }).sum;
    expected = 7;
  };
  override-arguments = {
    expr = ((makeOverridable ({ a, b ? 1 }: { inherit a b; }) { a = 1; }).override { b = 5; }).b;
    expected = 5;
  };
  override-from-previous = {
    expr = ((makeOverridable ({ a }: { inherit a; }) { a = 1; }).override (old: { a = old.a + 1; })).a;
    expected = 2;
  };
  scope-override = {
    expr = ((makeScope (extra: callPackageWith extra) (self: { a = 1; b = self.a + 1; })).overrideScope (final: prev: { a = 5; })).b;
    expected = 6;
  };
  function-arguments = {
    expr = functionArgs (setFunctionArgs (x: x) { a = true; });
    expected = {
      a = true;
    };
  };
  pipe-values = {
    expr = pipe 2 [ (x: x + 1) (x: x * 3) ];
    expected = 9;
  };
  text-closure = {
    expr = textClosureMap id { a = fullDepEntry "A" [ "b" ]; b = noDepEntry "B"; } [ "a" "b" ];
    expected = ''
      B
      A'';
  };
  command-line = {
    expr = cli.toGNUCommandLineShell { } { data = "x y"; v = true; q = false; X = [ 1 2 ]; none = null; };
    expected = "-X 1 -X 2 --data 'x y' -v";
  };
  command-line-gnu = {
    expr = cli.toCommandLineGNU { } { a = 1; long = [ "x" "y" ]; flag = true; off = false; none = null; };
    expected = [
      "-a1"
      "--flag"
      "--long=x"
      "--long=y"
    ];
  };
  elaborate-linux = {
    expr = let p = systems.elaborate "x86_64-linux"; in [ p.isLinux p.isx86_64 p.is64bit p.isDarwin p.config p.system p.linuxArch p.libc p.extensions.sharedLibrary p.isGnu ];
    expected = [
      true
      true
      true
      false
      "x86_64-unknown-linux-gnu"
      "x86_64-linux"
      "x86_64"
      "glibc"
      ".so"
      true
    ];
  };
  elaborate-darwin = {
    expr = let p = systems.elaborate "aarch64-darwin"; in [ p.isDarwin p.isAarch64 p.isUnix p.config p.darwinArch p.extensions.sharedLibrary ];
    expected = [
      true
      true
      true
      "arm64-apple-darwin"
      "arm64"
      ".dylib"
    ];
  };
  elaborate-others = {
    expr = map (s: (systems.elaborate s).config) [ "aarch64-linux" "i686-linux" "armv7l-linux" "riscv64-linux" "x86_64-darwin" "x86_64-freebsd" ];
    expected = [
      "aarch64-unknown-linux-gnu"
      "i686-unknown-linux-gnu"
      "armv7l-unknown-linux-gnueabihf"
      "riscv64-unknown-linux-gnu"
      "x86_64-apple-darwin"
      "x86_64-unknown-freebsd"
    ];
  };
  platform-lists = {
    expr = [ (elem "aarch64-linux" platforms.linux) (elem "x86_64-darwin" platforms.unix) (elem "x86_64-linux" platforms.darwin) ];
    expected = [
      true
      true
      false
    ];
  };
  executable-path = {
    expr = getExe { type = "derivation"; meta.mainProgram = "foo"; outPath = "/x"; outputSpecified = true; };
    expected = "/x/bin/foo";
  };
  named-executable = {
    expr = getExe' { type = "derivation"; outPath = "/x"; bin.outPath = "/y"; } "z";
    expected = "/y/bin/z";
  };
  priorities = {
    expr = [ (hiPrio { name = "a"; }).meta.priority (lowPrio { name = "a"; }).meta.priority (setPrio 3 { name = "a"; }).meta.priority ];
    expected = [
      (-10)
      10
      3
    ];
  };
  platform-match = {
    expr = let p = systems.elaborate "x86_64-linux"; in [ (meta.availableOn p { meta.platforms = [ "x86_64-linux" ]; }) (meta.availableOn p { meta.platforms = platforms.darwin; }) (meta.availableOn p { meta.badPlatforms = [ "x86_64-linux" ]; }) ];
    expected = [
      true
      false
      false
    ];
  };
  licence-facts = {
    expr = [ licenses.mit.spdxId licenses.unfree.free licenses.gpl3Plus.fullName licenses.asl20.shortName ];
    expected = [
      "MIT"
      false
      "GNU General Public License v3.0 or later"
      "asl20"
    ];
  };
  subpaths = {
    expr = [ (path.subpath.isValid "./a/b") (path.subpath.isValid "../a") (path.subpath.join [ "a" "./b//c" ]) (path.subpath.normalise "a/./b/") (path.subpath.components "./a/b") ];
    expected = [
      true
      false
      "./a/b/c"
      "./a/b"
      [
        "a"
        "b"
      ]
    ];
  };
  paths-as-values = {
    expr = [ (path.hasPrefix /a /a/b) (path.removePrefix /a /a/b/c) (path.append /a "b/c" == /a/b/c) (path.splitRoot /a/b).subpath ];
    expected = [
      true
      "./b/c"
      true
      "./a/b"
    ];
  };
  mac-suffix = {
    expr = network.ipv6.mkEUI64Suffix "66:75:63:6B:20:75";
    expected = "6475:63ff:fe6b:2075";
  };
  gvariant-texts = {
    expr = map (v: toString (gvariant.mkValue v)) [ true 1.5 "it's" [ "a" "b" ] (gvariant.mkUint32 5) (gvariant.mkTuple [ "a" (gvariant.mkInt32 1) ]) (gvariant.mkNothing "s") ];
    expected = [
      "true"
      "1.500000"
      "'it\\'s'"
      "@as ['a','b']"
      "@u 5"
      "@(si) ('a',1)"
      "@ms nothing"
    ];
  };
}
