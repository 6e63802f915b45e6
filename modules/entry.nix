# Called by the program: finds the home that a file means, and evaluates it.
#
# `file` is a module, a file that calls `homeManagerConfiguration`, a set that has `attribute`, or
# a set of `homeConfigurations`. Gives `{ config, options, pkgs, activationPackage, … }`.
{
  file,
  attribute ? "",
  username ? "",
  homeDirectory ? "",
  system ? builtins.currentSystem,
  # Give `{ homes = [ … ]; }` instead: the names of the file's homes, where it has several.
  listHomes ? false,
  hmVersion ? "",
  stateHome ? "",
  profileDirectory ? "",
}:
let
  lib = import ./lib/extend.nix (import ./lib);

  # What the program knows and the configuration does not.
  program = {
    _file = ./entry.nix;
    hm = {
      version = hmVersion;
    }
    // lib.optionalAttrs (profileDirectory != "") {
      # The profile is a generation; its packages appear in a part of it.
      profileDirectory = lib.removeSuffix "/home-path" profileDirectory + "/home-path";
    };
  };

  isHome = value: builtins.isAttrs value && value ? config && value ? activationPackage;
  isSetOfHomes = value: builtins.isAttrs value && value ? homeConfigurations;

  # `{ pkgs ? … }: …` may be called as it is; a module asks for what only modules are given.
  isCallable =
    value:
    lib.isFunction value
    && lib.functionArgs value != { }
    && lib.all lib.id (lib.attrValues (lib.functionArgs value))
    && !(lib.functionArgs value ? config)
    && !(lib.functionArgs value ? lib);
  imported = import file;
  content = if isCallable imported then imported { } else imported;

  path = lib.splitString "." attribute;
  chosen =
    if attribute == "" then
      content
    else if isSetOfHomes content && content.homeConfigurations ? ${attribute} then
      content.homeConfigurations.${attribute}
    else
      lib.attrByPath path (throw "attribute '${attribute}' is not in '${toString file}'") content;

  candidatesIn =
    homes:
    let
      names = lib.attrNames homes;
      mine = builtins.filter (name: name == username || lib.hasPrefix "${username}@" name) names;
    in
    if mine == [ ] then names else mine;
  byUser =
    homes:
    if builtins.length (candidatesIn homes) == 1 then
      homes.${builtins.head (candidatesIn homes)}
    else
      throw "'${toString file}' has several homes, name one of them: ${lib.concatStringsSep ", " (candidatesIn homes)}";

  packageArguments = {
    inherit lib;
    hm = { inherit profileDirectory stateHome; };
  };

  ofModule =
    module:
    import ./evaluate.nix {
      pkgs = import ./pkgs (packageArguments // { inherit system; });
      inherit lib packageArguments;
      configuration = {
        _file = file;
        imports = [
          module
          program
        ];
      };
    };

  # A home that Home Manager's own modules made lacks what the program asks for.
  adopt =
    value:
    value.extendModules {
      modules = [ program ] ++ lib.optional (!(value.options ? hm)) ./home/foreign.nix;
    };
  home = value: if isHome value then adopt value else ofModule value;
in
if listHomes then
  {
    homes =
      let
        names = if isSetOfHomes chosen then lib.attrNames chosen.homeConfigurations else [ ];
      in
      if builtins.length names > 1 then names else [ ];
  }
else if isSetOfHomes chosen then
  home (byUser chosen.homeConfigurations)
else if attribute == "" && !isCallable imported && !isHome chosen then
  # A file imported as a module says in its errors where a definition stands.
  home file
else
  home chosen
