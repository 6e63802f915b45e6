# Sets of packages: fonts, plugins, libraries of languages. Their members are known by name only (set-names.nix).
{
  lib,
  pkgs,
  host,
}:
let
  inherit (builtins) filter isString mapAttrs split;

  words = text: filter (w: isString w && w != "") (split "[ \n]+" text);

  # A member: what the host has under that name, if the set is one of programs; otherwise a stub.
  member =
    { set, programs }:
    name:
    host.package {
      name = if set == null then name else "${set}-${name}";
      programs = if programs then name else "";
      passthru = {
        pname = name;
      };
    };

  make =
    set:
    {
      names,
      programs ? false,
      extra ? _: { },
    }:
    let
      own = lib.genAttrs (words names) (member { inherit set programs; });
    in
    lib.recurseIntoAttrs (own // extra own);

  table = import ./set-names.nix;
  simple = mapAttrs (set: names: make set { inherit names; }) table.plain;
  tools = mapAttrs (
    set: names:
    make set {
      inherit names;
      programs = true;
    }
  ) table.programs;

  pythonSet = simple.python3Packages // {
    python = pkgs.python3;
    buildPythonApplication = args: throw "python3Packages.buildPythonApplication (of ${args.pname or args.name or "a package"}): building Python packages is not there yet.";
    buildPythonPackage = args: throw "python3Packages.buildPythonPackage (of ${args.pname or args.name or "a package"}): building Python packages is not there yet.";
    toPythonApplication = lib.id;
    toPythonModule = lib.id;
  };

  emacsSet = simple.emacsPackages // {
    emacs = pkgs.emacs;
    withPackages = pkgs.emacs.withPackages;
    emacsWithPackages = pkgs.emacs.withPackages;
    trivialBuild = args: throw "emacsPackages.trivialBuild (of ${args.pname or args.name or "a package"}): building Emacs packages is not there yet.";
  };

  # Publisher, then extension.
  codeExtensions = mapAttrs (
    publisher: names: lib.genAttrs (words names) (name: host.package {
      name = "vscode-extension-${publisher}-${name}";
      programs = "";
      passthru = {
        vscodeExtPublisher = publisher;
        vscodeExtName = name;
        vscodeExtUniqueId = "${publisher}.${name}";
      };
    })
  ) table.vscode-extensions;
in
simple
// tools
// {
  python3Packages = pythonSet;
  python311Packages = pythonSet;
  python312Packages = pythonSet;
  python313Packages = pythonSet;
  pythonPackages = pythonSet;
  emacsPackages = emacsSet;
  emacsPackagesFor = _: emacsSet;
  vscode-extensions = codeExtensions;
  vscode-utils = {
    extensionFromVscodeMarketplace = args: host.package {
      name = "vscode-extension-${args.publisher or ""}-${args.name}";
      programs = "";
    };
    extensionsFromVscodeMarketplace = map pkgs.vscode-utils.extensionFromVscodeMarketplace;
    buildVscodeMarketplaceExtension = args: pkgs.vscode-utils.extensionFromVscodeMarketplace args.mktplcRef;
    toExtensionJson = extensions: builtins.toJSON (map (e: { identifier.id = e.vscodeExtUniqueId or e.name; }) extensions);
  };
  haskellPackages = simple.haskellPackages // tools.haskellPackagesPrograms or { } // {
    ghcWithPackages = pkgs.ghc.withPackages;
    ghc = pkgs.ghc;
  };
  # Sets whose names the editors' builders extend (builders/editors.nix).
  pluginSets = {
    inherit (simple) tmuxPlugins fishPlugins;
  };
  pkgsi686Linux = pkgs;
  pkgsStatic = pkgs;
  pkgsMusl = pkgs;
  texlive = {
    combine = _: pkgs.texliveFull;
    combined.scheme-full = pkgs.texliveFull;
    combined.scheme-medium = pkgs.texliveMedium;
    combined.scheme-small = pkgs.texliveSmall;
  }
  // simple.texlivePackages;
  linuxPackages = simple.linuxPackages;
  wrapFirefox = browser: _: browser;
  wrapOBS = _: pkgs.obs-studio;
  wrapNeovimUnstable = neovim: _: neovim;
  wrapNeovim = neovim: _: neovim;
  wrapKakoune = kakoune: _: kakoune;
}
