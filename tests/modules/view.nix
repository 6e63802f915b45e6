# What a case of tests/modules/home comes to, and how it differs from what is expected.
#
# `report` is a list of differences, empty where all is well. `view` is what is compared: the
# targets of all files, the texts that are known without building, warnings, failed assertions,
# the order of activation, units and session variables.
{
  case,
  modules ? ../../modules,
}:
let
  lib = import (modules + "/lib/extend.nix") (import (modules + "/lib"));
  directory = ./home + "/${case}";
  expected = directory + "/expected";

  home =
    (import (modules + "/evaluate.nix") {
      pkgs = import (modules + "/pkgs") { system = "x86_64-linux"; };
      inherit lib;
      configuration = {
        imports = [ (directory + "/home.nix") ];
        home.username = lib.mkDefault "sean";
        home.homeDirectory = lib.mkDefault "/home/sean";
        home.stateVersion = lib.mkDefault "26.05";
      };
    }).unchecked.config;
  inherit (home.hm) manifest;

  # Store paths depend on where the store is, and paths of cases on where the tests are.
  masked =
    text:
    lib.replaceStrings [ (toString directory) ] [ "$CASE" ] (
      lib.concatMapStrings (piece: if builtins.isString piece then piece else "$STORE/") (
        builtins.split "${builtins.storeDir}/[0-9a-z]{32}-" (builtins.unsafeDiscardStringContext text)
      )
    );
  target = import (modules + "/home/target.nix") { inherit lib; };
  textOf = file: if file.inlined then file.text else lib.hm.textOf file.source;
  files = lib.listToAttrs (
    map (file: lib.nameValuePair (target.clean file.target) (textOf file)) (
      builtins.filter (file: file.enable && !target.leavesHome file.target) (lib.attrValues home.home.file)
    )
  );
  lines = list: lib.concatMapStrings (line: "${line}\n") list;

  view =
    {
      "targets" = lines (lib.attrNames files);
      "warnings" = masked (lib.concatStringsSep "\n---\n" home.warnings);
      "hm-session-vars.sh" = masked (builtins.head home.home.sessionVariablesPackage.drvAttrs.entries).text;
      "assertions" = masked (
        lib.concatMapStringsSep "\n---\n" (item: item.message) (
          builtins.filter (item: !item.assertion) home.assertions
        )
      );
      "activation" = lines (map (entry: "${entry.phase} ${entry.name}") manifest.activation);
      "units" = lines (map (unit: unit.name) manifest.units);
      "variables" = lines (
        lib.mapAttrsToList (name: value: "${name}=${masked value}") manifest.sessionVariables
      );
      "packages" = lines (map (package: package.name) manifest.packages);
    }
    // lib.mapAttrs' (target: text: lib.nameValuePair "files/${target}" (masked text)) (
      lib.filterAttrs (_: text: text != null) files
    );

  # What a case says nothing about is not compared, but for these.
  always = [
    "targets"
    "warnings"
    "assertions"
  ];
  read = name: if builtins.pathExists (expected + "/${name}") then builtins.readFile (expected + "/${name}") else "";
  expectedNames =
    path: prefix:
    lib.concatLists (
      lib.mapAttrsToList (
        name: kind:
        if kind == "directory" then
          expectedNames (path + "/${name}") "${prefix}${name}/"
        else
          [ "${prefix}${name}" ]
      ) (if builtins.pathExists path then builtins.readDir path else { })
    );
  names = lib.unique (always ++ expectedNames expected "");
  differs = name: (view.${name} or "") != read name;
in
{
  inherit view;
  report = map (name: {
    inherit name;
    expected = read name;
    found = view.${name} or "(nothing)";
  }) (builtins.filter differs names);
}
