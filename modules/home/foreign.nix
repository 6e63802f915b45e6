# Stands beside Home Manager's own modules where a configuration brings them, so that what they
# evaluate to is activated by this program and not by their script.
{
  config,
  lib,
  ...
}:
let
  inherit (lib) mkForce;
  inherit (lib.hm) dag;
  builders = import ./builders.nix;
  target = import ./target.nix { inherit lib; };
  storeFileName = lib.hm.strings.storeFileName;

  storePath =
    source:
    let
      path = toString source;
    in
    if builtins.hasContext path then
      path
    else
      "${builtins.path {
        path = source;
        name = storeFileName (baseNameOf path);
      }}";
  problemOf = target.problem {
    inherit (config.home) homeDirectory;
    own = [
      builtins.storeDir
      "${dirOf builtins.storeDir}/var"
      (lib.removeSuffix "/profiles/home/home-path" config.hm.profileDirectory)
    ];
  };
  checkedTarget =
    file:
    let
      problem = problemOf file.target;
    in
    if problem == null then
      target.clean file.target
    else
      throw "The target ${builtins.toJSON file.target} of a file ${problem}.";
  entry = file: {
    target = checkedTarget file;
    source = storePath file.source;
    inherit (file) executable recursive;
  };
  files = lib.sortOn (file: builtins.stringLength file.target) (
    builtins.filter (file: file.enable) (lib.attrValues config.home.file)
  );
in
{
  imports = [
    ./program.nix
    ./manifest.nix
  ];

  config = {
    home.activation = {
      checkLinkTargets = mkForce (dag.entryBefore [ "writeBoundary" ] "");
      checkFilesChanged = mkForce (dag.entryBefore [ "linkGeneration" ] "");
      writeBoundary = mkForce (dag.entryAnywhere "");
      linkGeneration = mkForce (dag.entryAfter [ "writeBoundary" ] "");
      installPackages = mkForce (dag.entryAfter [ "writeBoundary" ] "");
      onFilesChange = mkForce (dag.entryAfter [ "linkGeneration" ] "");
      reloadSystemd = mkForce (dag.entryAfter [ "linkGeneration" ] "");
    };
    home-files = mkForce (builders.homeFiles "home-manager-files" (map entry files));
    home.activationPackage = mkForce config.hm.generation;
  };
}
