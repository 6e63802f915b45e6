# The module system: many modules declare and define options, one configuration comes out.
#
#   modules/properties.nix     mkIf, mkMerge, mkOverride, mkOrder, and what they do to definitions
#   modules/collect.nix        from `imports` to a list of modules
#   modules/declarations.nix   declarations and definitions of the same name brought together
#   modules/definitions.nix    definitions merged into a value
#   modules/eval.nix           evalModules
#   modules/unmatched.nix      the diagnostic for options that do not exist
#   modules/renames.nix        old names of options
{ lib }:
let
  properties = import ./modules/properties.nix { inherit lib; };
  definitions = import ./modules/definitions.nix { inherit lib properties; };
  collect = import ./modules/collect.nix { inherit lib properties; };
  declarations = import ./modules/declarations.nix {
    inherit lib properties definitions;
    inherit (collect) setDefaultModuleLocation;
  };
  evaluation = import ./modules/eval.nix {
    inherit
      lib
      properties
      declarations
      collect
      ;
  };
  renames = import ./modules/renames.nix { inherit lib properties; };
in
removeAttrs properties [ "below" ]
// renames
// rec {
  inherit (evaluation) evalModules;
  inherit (collect)
    applyModuleArgsIfFunction
    collectModules
    setDefaultModuleLocation
    unifyModuleSyntax
    ;
  inherit (declarations)
    fixupOptionType
    mergeModules
    mergeModules'
    mergeOptionDecls
    ;
  inherit (definitions) evalOptionValue mergeDefinitions mergeMember;
  inherit (lib.trivial) importJSON importTOML;

  # A module from a file that is a function of something else first, with errors that name the file.
  importApply =
    file: staticArg: collect.setDefaultModuleLocation file (import file staticArg);

  # Definitions by priority, one name after another, for code outside of evalModules.
  mergeAttrDefinitionsWithPrio =
    opt:
    let
      named = builtins.concatMap (
        def:
        lib.attrsets.mapAttrsToList (name: value: {
          inherit name;
          value = def // {
            inherit value;
          };
        }) def.value
      ) opt.definitionsWithLocations;
      byName = lib.lists.groupBy (x: x.name) named;
      merge =
        name: defs:
        let
          merged = definitions.mergeDefinitions (opt.loc ++ [ name ]) opt.type.nestedTypes.elemType (
            map (x: x.value) defs
          );
        in
        {
          value = merged.mergedValue;
          inherit (merged.defsFinal') highestPrio;
        };
    in
    builtins.mapAttrs merge byName;

  # f on every value of a definition, whatever properties are around it.
  mapDefinitionValue =
    f: def:
    let
      again = mapDefinitionValue f;
      type = def._type or "";
    in
    if type == "merge" then
      def // { contents = map again def.contents; }
    else if type == "if" || type == "override" || type == "order" then
      def // { content = again def.content; }
    else if type == "definition" then
      def // { value = again def.value; }
    else
      f def;

  fixMergeModules = modules: args: evaluation.evalModules { inherit modules args; };
}
