# One of Home Manager's own tests as a home of hm's modules, for `hm build`: what the test sets up (packages that are stubs, a
# user, its expectations as files) is taken from Home Manager's tests, all options from ours.
#
# The script with which the test examines the result becomes the file `.test-script`, so that what it refers to is there.
{ peers, words, directory, test }:
let
  library = import (peers + "/nixpkgs.lib/lib");
  arguments = builtins.scopedImport { fetchTarball = _: ./arguments.nix; } (peers + "/hm/tests/default.nix") {
    pkgs = import ./stubs.nix {
      lib = library;
      words = builtins.filter (word: builtins.isString word && word != "") (builtins.split "\n" (builtins.readFile words));
    };
  };
  inherit (arguments) lib pkgs;
  imported = import directory;
  tests = if lib.isFunction imported then imported { inherit lib pkgs; } else imported;

  surroundings = lib.last arguments.modules;
  framework = { config, lib, ... }: {
    options.nmt.script = lib.mkOption { type = lib.types.lines; default = ""; };
    options.nmt.description = lib.mkOption { type = lib.types.str; default = ""; };
    config.home.file.".test-script".text = config.nmt.script;
  };

  inherit (import ../../../modules/evaluate.nix {
    inherit pkgs;
    lib = import ../../../modules/lib;
    check = false;
    configuration.imports = [ framework surroundings tests.${test} ];
  }) unchecked;
  self = {
    inherit (unchecked) options;
    # Failed assertions are among what is examined.
    config = unchecked.config // { assertions = [ ]; warnings = [ ]; };
    inherit (unchecked.config.home) activationPackage;
    unchecked = self;
    extendModules = _: self;
  };
in
self
// { names = builtins.attrNames tests; }
