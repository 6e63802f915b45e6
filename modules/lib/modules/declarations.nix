# From modules to the tree of options: declarations and definitions of the same name are brought together, level by
# level. A level where every declaration is an option becomes one; where none is, the walk goes on below.
{
  lib,
  properties,
  definitions,
  setDefaultModuleLocation,
}:
let
  inherit (builtins)
    all
    attrNames
    concatLists
    concatMap
    concatStringsSep
    filter
    foldl'
    head
    intersectAttrs
    isAttrs
    length
    mapAttrs
    typeOf
    unsafeGetAttrPos
    zipAttrsWith
    ;
  inherit (properties) pushDownProperties;
  inherit (definitions) evalOptionValue;
  inherit (lib.options)
    isOption
    mkOption
    showFiles
    showOption
    ;
  inherit (lib.attrsets) mapAttrsToList;
  inherit (lib) types;

  checkedOptions =
    prefix: module:
    if isAttrs module.options then
      module.options
    else
      throw ''
        An option declaration for `${concatStringsSep "." prefix}' has type
        `${typeOf module.options}' rather than an attribute set.
        Did you mean to define this outside of `options'?
      '';

  checkedConfig =
    prefix: def:
    if isAttrs def.config then
      def.config
    else
      throw ''
        In module `${def.file}', you're trying to define a value of type `${typeOf def.config}'
        rather than an attribute set for the option
        `${concatStringsSep "." prefix}'!

        This usually happens if `${concatStringsSep "." prefix}' has option
        definitions inside that are not matched. Please check how to properly define
        this option by e.g. referring to `man 5 configuration.nix'!
      '';

  notAnOption =
    loc: decl:
    let
      tag = decl.options._type;
      name = lib.strings.escapeNixIdentifier (lib.lists.last loc);
      comment = if length loc > 1 then "\n    # ${showOption loc}" else "";
      help =
        if tag == "option-type" then
          [
            ''
              When declaring an option, you must wrap the type in a `mkOption` call. It should look somewhat like:
                  ${comment}
                  ${name} = lib.mkOption {
                    description = ...;
                    type = <the type you wrote for ${name}>;
                    ...
                  };
            ''
          ]
        else
          [ ];
    in
    throw (
      concatStringsSep "\n\n" (
        [
          "In module ${decl._file}: expected an option declaration at option path `${showOption loc}` but got an attribute set with type ${tag}"
        ]
        ++ help
      )
    );

  # Options inside the value of an option with a submodule type: as a declaration of that option.
  asSubmodule =
    decl:
    if isOption decl.options then
      decl
    else
      decl
      // {
        options = mkOption {
          type = types.submoduleWith {
            modules = [ { inherit (decl) options; } ];
            # Whatever the real declaration says.
            shorthandOnlyDefinesConfig = null;
          };
        };
      };

  showRawDecls =
    loc: decls:
    concatStringsSep "\n" (
      lib.lists.sort (a: b: a < b) (
        concatMap (
          decl:
          map (d: "  - option(s) with prefix `${showOption (loc ++ [ d ])}' in module `${decl._file}'") (
            attrNames decl.options
          )
        ) decls
      )
    );

  # The value type of an option that has options below it.
  cannotNest =
    loc: options: decls:
    throw "The option `${showOption loc}' in module `${(head options)._file}' would be a parent of the following options, but its type `${
      (head options).options.type.description or "<no description>"
    }' does not support nested options.\n${showRawDecls loc (filter (d: !isOption d.options) decls)}";

  declaredTwice =
    loc: opt: res:
    throw "The option `${showOption loc}' in `${opt._file}' is already declared in ${showFiles res.declarations}.";
in
rec {
  # All that modules `[ { _file; options; config; } ]` declare and define below prefix.
  mergeModules =
    prefix: modules:
    mergeModules' prefix modules (
      concatMap (
        m:
        map (config: {
          file = m._file;
          inherit config;
        }) (pushDownProperties m.config)
      ) modules
    );

  mergeModules' =
    prefix: modules: configs:
    let
      declsByName = zipAttrsWith (_: decls: decls) (
        map (
          module:
          let
            tree = checkedOptions prefix module;
          in
          mapAttrs (name: options: {
            inherit (module) _file;
            pos = unsafeGetAttrPos name tree;
            inherit options;
          }) tree
        ) modules
      );
      checked = map (def: {
        inherit (def) file;
        config = checkedConfig prefix def;
      }) configs;
      # Definitions as they were written, for names that are options.
      rawByName = zipAttrsWith (_: defs: defs) (
        map (
          def:
          mapAttrs (_: value: {
            inherit (def) file;
            inherit value;
            # The set it was written in, for a diagnostic that points at it.
            within = def.config;
          }) def.config
        ) checked
      );
      # Definitions with their properties pushed down, for names that are parents of options.
      pushedByName = zipAttrsWith (_: concatLists) (
        map (
          def:
          mapAttrs (
            _: value:
            map (config: {
              inherit (def) file;
              inherit config;
            }) (pushDownProperties value)
          ) def.config
        ) checked
      );

      results = mapAttrs (
        name: decls:
        let
          loc = prefix ++ [ name ];
          isOptionDecl =
            decl:
            decl.options ? _type && (decl.options._type == "option" || notAnOption loc decl);
          options = filter isOptionDecl decls;
          raw = rawByName.${name} or [ ];
          option = decls': {
            matchedOptions = evalOptionValue loc (fixupOptionType loc (mergeOptionDecls loc decls')) raw;
            unmatchedDefns = [ ];
          };
        in
        if options == [ ] then
          mergeModules' loc decls (pushedByName.${name} or [ ])
        else if length options == length decls then
          option decls
        else if
          all (d: d.options.type.getSubModules or null != null) options
        then
          option (map asSubmodule decls)
        else
          cannotNest loc options decls
      ) declsByName;

      matchedOptions = mapAttrs (_: r: r.matchedOptions) results;
    in
    {
      inherit matchedOptions;
      # Definitions of what is no option, with the path that leads to them.
      unmatchedDefns =
        if configs == [ ] then
          [ ]
        else
          concatLists (
            mapAttrsToList (name: map (def: def // { prefix = [ name ] ++ def.prefix or [ ]; })) (
              # A name that nobody defines has none, and is not looked at: its options may stand in a file not read yet.
              mapAttrs (_: r: r.unmatchedDefns) (intersectAttrs rawByName results)
              // removeAttrs rawByName (attrNames results)
            )
          );
    };

  # Several declarations of an option as one.
  mergeOptionDecls =
    loc: decls:
    foldl'
      (
        res: decl:
        let
          opt = decl.options;
          both = attr: opt ? ${attr} && res ? ${attr};
          mergedType = res.type.typeMerge opt.type.functor;
          type =
            if !both "type" then
              { }
            else if mergedType == null then
              declaredTwice loc decl res
            else
              { type = mergedType; };
          subModules = opt.type.getSubModules or null;
        in
        if both "default" || both "example" || both "description" || both "apply" then
          declaredTwice loc decl res
        else
          opt
          // res
          // {
            declarations = res.declarations ++ [ decl._file ];
            # Options made by functions have no place of their own, but the file is known.
            declarationPositions = res.declarationPositions ++ [
              (
                if decl.pos or null != null then
                  decl.pos
                else
                  {
                    file = decl._file;
                    line = null;
                    column = null;
                  }
              )
            ];
            options =
              if subModules != null then
                map (setDefaultModuleLocation decl._file) subModules ++ res.options
              else
                res.options;
          }
          // type
      )
      {
        inherit loc;
        declarations = [ ];
        declarationPositions = [ ];
        options = [ ];
      }
      decls;

  # Every option has a type; one with modules inside gets those of all its declarations.
  fixupOptionType =
    _: opt:
    if opt.type.getSubModules or null == null then
      opt // { type = opt.type or types.unspecified; }
    else
      opt
      // {
        type = opt.type.substSubModules opt.options;
        options = [ ];
      };
}
