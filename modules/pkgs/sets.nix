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
    extensible (own // extra own);

  # Sets of packages can be changed with an overlay, as scopes can.
  extensible =
    set:
    lib.recurseIntoAttrs (
      set
      // {
        overrideScope = f: extensible (lib.fix (lib.extends f (_: set)));
      }
    );

  table = import ./set-names.nix;
  simple = mapAttrs (set: names: make set { inherit names; }) table.plain;
  tools = mapAttrs (
    set: names:
    make set {
      inherit names;
      programs = true;
    }
  ) table.programs;

  pythonSet = extensible (simple.python3Packages // {
    python = pkgs.python3;
    buildPythonApplication = args: throw "python3Packages.buildPythonApplication (of ${args.pname or args.name or "a package"}): building Python packages is not there yet.";
    buildPythonPackage = args: throw "python3Packages.buildPythonPackage (of ${args.pname or args.name or "a package"}): building Python packages is not there yet.";
    toPythonApplication = lib.id;
    toPythonModule = lib.id;
  });

  emacsSet = extensible (simple.emacsPackages // {
    emacs = pkgs.emacs;
    withPackages = pkgs.emacs.withPackages;
    emacsWithPackages = pkgs.emacs.withPackages;
    trivialBuild = args: throw "emacsPackages.trivialBuild (of ${args.pname or args.name or "a package"}): building Emacs packages is not there yet.";
  });

  # Where a version of Qt looks for plugins, below a package.
  withQtBase =
    version: set:
    set
    // {
      qtbase =
        (set.qtbase or (member {
          set = "qt${version}";
          programs = false;
        } "qtbase")) // {
          qtPluginPrefix = "lib/qt-${version}/plugins";
          qtQmlPrefix = "lib/qt-${version}/qml";
        };
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
  haskell = {
    packages = { };
    compiler = { };
    lib = { };
  };
  darwin = lib.genAttrs [ "DarwinTools" "trash" ] (member {
    set = null;
    programs = true;
  });
  mopidyPackages = simple.mopidyPackages // {
    python = pkgs.python3;
  };
  qt6 = withQtBase "6" simple.qt6;
  qt5 = withQtBase "5" simple.qt5;
  libsForQt5 = withQtBase "5" tools.libsForQt5;
  kdePackages = withQtBase "6" tools.kdePackages;
  qt6Packages = withQtBase "6" tools.qt6Packages;
  # Sets whose names the editors' builders extend (builders/editors.nix).
  pluginSets = {
    inherit (simple) fishPlugins;
    tmuxPlugins = mapAttrs (
      name: p:
      if lib.isDerivation p then
        p
        // {
          pluginName = name;
          rtp = "${p}/share/tmux-plugins/${name}/${builtins.replaceStrings [ "-" ] [ "_" ] name}.tmux";
        }
      else
        p
    ) simple.tmuxPlugins;
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
  # Called with a browser and settings, or with `override` before that.
  wrapFirefox = {
    __functor = _: browser: _: browser;
    override = _: pkgs.wrapFirefox;
  };
  wrapOBS = {
    __functor = _: _: pkgs.obs-studio;
    override = _: pkgs.wrapOBS;
  };
  wrapMpv = mpv: _: mpv;
  # The editor as it is; what its configuration should say is kept for whoever writes that.
  wrapNeovimUnstable =
    neovim: args:
    neovim.overrideAttrs (old: {
      passthru = old.passthru or { } // {
        luaRcContent = args.luaRcContent or "";
        initRc = args.neovimRcContent or "";
        unwrapped = neovim;
      };
    });
  wrapNeovim = pkgs.wrapNeovimUnstable;
  wrapKakoune = kakoune: _: kakoune;
}
