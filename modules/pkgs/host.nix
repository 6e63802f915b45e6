# Packages that come from this machine: programs found in PATH, as links; stubs for those that are not there.
#
# What a package is may change with PATH. That is the nature of this source: it is named in the plan as "from this
# machine", and the look-ups count as inputs of the evaluation.
{
  lib,
  pkgs,
  hm,
}:
let
  inherit (builtins)
    concatMap
    filter
    head
    isString
    match
    pathExists
    split
    tail
    ;

  words = text: filter (w: isString w && w != "") (split " +" text);

  # Directories to look in: not those that hold what hm itself installed.
  isOurs =
    dir:
    (hm.profileDirectory != "" && lib.hasPrefix hm.profileDirectory dir)
    || (hm.stateHome != "" && lib.hasPrefix hm.stateHome dir)
    || lib.hasPrefix builtins.storeDir dir;
  directories =
    let
      path = builtins.getEnv "PATH";
      entries = filter (d: isString d && match "/.*" d != null) (
        split ":" (if path == "" then "/usr/local/bin:/usr/bin:/bin" else path)
      );
    in
    filter (d: !isOurs d) (lib.unique (map (lib.removeSuffix "/") entries));

  # Where a program is, or null.
  find =
    program:
    let
      places = filter pathExists (map (dir: "${dir}/${program}") directories);
    in
    if places == [ ] then null else head places;
  findFirstOf =
    names:
    if names == [ ] then
      null
    else
      let
        here = find (head names);
      in
      if here != null then here else findFirstOf (tail names);

  # "fd|fdfind": { program = "fd"; path = where either of them is, or null; }
  lookUp =
    word:
    let
      names = filter isString (split "\\|" word);
    in
    {
      program = head names;
      path = findFirstOf names;
    };

  stubText =
    name: program:
    ''
      #!/bin/sh
      echo "hm: ${program} is not installed: the package ${name} was not found on this machine." >&2
      echo "Install it with the system's package manager, then switch again." >&2
      exit 127
    '';

  # Methods that put other packages inside. No source of packages has those yet.
  without =
    name: what: self:
    lib.warn "${name}.${what}: no package source offers what is asked for; ${name} is taken as it is." self;

  # The package of a name and the programs it stands for.
  package =
    {
      name,
      programs,
      passthru ? { },
    }:
    let
      found = map lookUp (words programs);
      main = head found;
      isLibrary = found == [ ];
      isHost = !isLibrary && main.path != null;
      links = concatMap (
        f:
        if f.path == null then
          [ ]
        else
          [
            {
              path = "bin/${f.program}";
              target = f.path;
            }
          ]
      ) found;
      stubs = map (f: {
        path = "bin/${f.program}";
        text = stubText name f.program;
        executable = true;
      }) found;
      note = {
        path = "share/hm/missing/${name}";
        text = "The package ${name} was not found on this machine.\n";
      };
      self = pkgs.makeTree {
        pname = name;
        version = hm.assumedVersion;
        name = lib.strings.sanitizeDerivationName name;
        entries = if isHost then links else stubs ++ [ note ];
        meta =
          (if isLibrary then { } else { mainProgram = main.program; })
          // {
            description = if isHost then "${name}, from this machine" else "${name}, which this machine does not have";
          };
        passthru = {
          origin = if isHost then "host" else "missing";
          program = if isHost then main.path else null;
          # A program's other outputs are with it.
          bin = self;
          dev = self;
          lib = self;
          man = self;
          doc = self;
          withPackages = _: without name "withPackages" self;
          withPlugins = _: without name "withPlugins" self;
          withExtensions = _: without name "withExtensions" self;
        }
        // passthru;
      };
    in
    overridable self;

  # `override` asks for another build of the package. There is none here, so the package stays as it is.
  overridable =
    drv:
    drv
    // {
      override = _: overridable drv;
      overrideDerivation = _: overridable drv;
      overrideAttrs = f: overridable (drv.overrideAttrs f);
    };

  extras = {
    bash.shellPath = "/bin/bash";
    zsh.shellPath = "/bin/zsh";
    fish.shellPath = "/bin/fish";
    dash.shellPath = "/bin/dash";
    nushell.shellPath = "/bin/nu";
    elvish.shellPath = "/bin/elvish";
    python3 = {
      pkgs = pkgs.python3Packages;
      interpreter = "${pkgs.python3}/bin/python3";
      pythonVersion = "3";
      sitePackages = "lib/python3/site-packages";
    };
    emacs.pkgs = pkgs.emacsPackages;
    lua.pkgs = pkgs.luaPackages;
    perl.pkgs = pkgs.perlPackages;
    ruby.gems = pkgs.rubyPackages;
    kodi.packages = { };
  };
in
{
  inherit package find;
  packages = builtins.mapAttrs (
    name: programs:
    package {
      inherit name programs;
      passthru = extras.${name} or { };
    }
  ) (import ./names.nix);
}
