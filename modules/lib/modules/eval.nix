# Evaluating a set of modules.
{
  lib,
  properties,
  declarations,
  collect,
}:
let
  inherit (builtins)
    addErrorContext
    all
    head
    mapAttrs
    ;
  inherit (lib) types;
  inherit (lib.options) mkOption;
  inherit (lib.lists) reverseList;
  inherit (import ./unmatched.nix { inherit lib; }) unmatchedMessage;

  # The tree of values in a tree of options.
  valuesOf = mapAttrs (_: o: if o._type or null == "option" then o.value else valuesOf o);

  # Options that every evaluation has.
  ownOptions = prefix: {
      _file = "lib/modules.nix";
      key = "lib/modules.nix";
      options._module = {
        args = mkOption {
          # Lazy: a module may ask for one argument while another is being computed from the configuration.
          type = types.lazyAttrsOf types.raw;
          # An option of every submodule would be in the way of the documentation.
          internal = prefix != [ ];
          description = ''
            Further arguments for every module function, beside those that the evaluation itself provides.
            Their values may come from the configuration, so they cannot be used in `imports`.
          '';
          default = { };
        };
        check = mkOption {
          type = types.bool;
          internal = true;
          default = true;
          description = "Whether a definition of an option that does not exist is an error.";
        };
        freeformType = mkOption {
          type = types.nullOr types.optionType;
          internal = true;
          default = null;
          description = ''
            The type of all definitions that have no option of their own, merged as one set.
            If it is null, each definition needs an option.
          '';
        };
        specialArgs = mkOption {
          readOnly = true;
          internal = true;
          type = types.raw;
          description = "Arguments for every module function that are known before any module is read.";
        };
      };
    };
in
rec {
  evalModules =
    evalModulesArgs@{
      modules,
      prefix ? [ ],
      specialArgs ? { },
      modulesLocation ? null,
      class ? null,
      # Older names for definitions of _module.args and _module.check.
      args ? { },
      check ? true,
    }:
    let
      legacy =
        (if evalModulesArgs ? args then [ { config._module = { inherit args; }; } ] else [ ])
        ++ (
          if evalModulesArgs ? check then
            [ { config._module.check = properties.mkDefault check; } ]
          else
            [ ]
        );
      given = legacy ++ modules;

      own = ownOptions prefix // {
        config._module = {
          args = {
            inherit extendModules;
            moduleType = type;
          };
          specialArgs = specialArgs;
        };
      };

      collected = collect.collectModules class (specialArgs.modulesPath or "") (given ++ [ own ]) (
        {
          inherit lib options specialArgs;
          _class = class;
          _prefix = prefix;
          config = addErrorContext "if you get an infinite recursion here, you probably reference `config` in `imports`. If you are trying to achieve a conditional import behavior dependent on `config`, consider importing unconditionally, and using `mkEnableOption` and `mkIf` to control its effect." config;
        }
        // specialArgs
      );

      # The root comes last, so that what it imports is there before it.
      merged = declarations.mergeModules prefix (reverseList collected.modules);
      options = merged.matchedOptions;

      declared = valuesOf options;
      inherit (declared._module) freeformType;
      free = map (def: {
        inherit (def) file;
        value = lib.attrsets.setAttrByPath def.prefix def.value;
      }) merged.unmatchedDefns;
      config =
        if freeformType == null then
          declared
        else
          # No name is in both: what has an option is not free.
          lib.attrsets.recursiveUpdate (if free == [ ] then { } else freeformType.merge prefix free) declared;

      unmatched = merged.unmatchedDefns;
      checked =
        value:
        if declared._module.check && freeformType == null && unmatched != [ ] then
          let
            first = head unmatched;
          in
          lib.options.throwAtDefinitions first.prefix [ first ] (unmatchedMessage prefix options first)
        else
          value;

      extendModules =
        extension@{
          modules ? [ ],
          specialArgs ? { },
          prefix ? [ ],
        }:
        evalModules (
          evalModulesArgs
          // {
            inherit class;
            modules = evalModulesArgs.modules ++ modules;
            specialArgs = evalModulesArgs.specialArgs or { } // specialArgs;
            prefix = extension.prefix or evalModulesArgs.prefix or [ ];
          }
        );

      type = types.submoduleWith {
        inherit modules specialArgs class;
      };
    in
    {
      _type = "configuration";
      inherit class extendModules type;
      inherit (collected) graph;
      options = checked options;
      config = checked (removeAttrs config [ "_module" ]);
      _module = checked config._module;
    };
}
