# From what stands in `imports` to a list of modules of one shape: { _file; _class; key; disabledModules; imports;
# options; config; }.
{ lib, properties }:
let
  inherit (builtins)
    addErrorContext
    attrNames
    catAttrs
    concatMap
    elem
    filter
    genericClosure
    head
    isAttrs
    isList
    isString
    mapAttrs
    substring
    typeOf
    ;
  inherit (properties) mkMerge;
  inherit (lib.options) showDefs showOption;
  inherit (lib.strings) escapeNixString isConvertibleWithToString;

  structuredNames = [
    "_class"
    "_file"
    "key"
    "disabledModules"
    "imports"
    "options"
    "config"
    "meta"
    "freeformType"
  ];

  # A value that is no module. People meet it when they import a flake instead of the module inside it.
  notAModule =
    class: prefix: file: m:
    let
      place =
        if file == null || file == lib.options.unknownModule then
          ""
        else
          ", while trying to load a module into ${file}";
      at =
        if prefix == [ ] then "" else ", while trying to load a module into `${showOption prefix}'";
      outputs = if class == null || class == "homeManager" then "homeModules" else "${class}Modules";
      help =
        {
          flake = "\n\nA flake is not a module; one of its outputs may be, for example `inputs.someflake.${outputs}.default'.";
          configuration = "\n\nA configuration is the result of an evaluation, with everything merged already: please only import the modules that make up the configuration.";
        }
        .${m._type} or "";
    in
    throw "Expected a module, but found a value of type ${escapeNixString m._type}${place}${at}.${help}";
in
rec {
  # Arguments that the caller does not give are looked up in `_module.args`, lazily.
  applyModuleArgs =
    key: f: args:
    let
      declared = lib.trivial.functionArgs f;
      fromConfig =
        name: _:
        addErrorContext ''while evaluating the module argument `${name}' in "${key}":'' (
          args.${name} or (addErrorContext
            "noting that argument `${name}` is not externally provided, so querying `_module.args` instead, requiring `config`"
            args.config._module.args.${name}
          )
        );
    in
    f (args // mapAttrs fromConfig declared);
  applyModuleArgsIfFunction =
    key: f: args:
    if lib.trivial.isFunction f then applyModuleArgs key f args else f;

  unifyModuleSyntax =
    file: key: m:
    let
      withFreeform =
        config:
        if m ? freeformType then
          mkMerge [
            config
            { _module.freeformType = m.freeformType; }
          ]
        else
          config;
      withMeta =
        config:
        if m ? meta then
          mkMerge [
            config
            { inherit (m) meta; }
          ]
        else
          config;
      common = {
        _file = toString m._file or file;
        _class = m._class or null;
        key = toString m.key or key;
        disabledModules = m.disabledModules or [ ];
      };
      unknown = attrNames (removeAttrs m structuredNames);
    in
    if m ? config || m ? options then
      if unknown != [ ] then
        throw "Module `${key}' has an unsupported attribute `${head unknown}'. This is caused by introducing a top-level `config' or `options' attribute. Add configuration attributes immediately on the top level instead, or move all of them (namely: ${toString unknown}) into the explicit `config' attribute."
      else
        common
        // {
          imports = m.imports or [ ];
          options = m.options or { };
          config = withFreeform (withMeta (m.config or { }));
        }
    else if !isAttrs m then
      throw "module ${file} (${key}) does not look like a module."
    else
      common
      // {
        imports = m.require or [ ] ++ m.imports or [ ];
        options = { };
        config = withFreeform (
          removeAttrs m [
            "_class"
            "_file"
            "key"
            "disabledModules"
            "require"
            "imports"
            "freeformType"
          ]
        );
      };

  # A module of any form. The fallbacks name one that has no file of its own.
  loadModule =
    class: args: file: key: m:
    if lib.trivial.isFunction m then
      unifyModuleSyntax file key (applyModuleArgs key m args)
    else if isAttrs m then
      if m._type or "module" == "module" then
        unifyModuleSyntax file key m
      else if m._type == "if" || m._type == "override" then
        loadModule class args file key { config = m; }
      else
        notAModule class args._prefix file m
    else if isList m then
      throw "Module imports can't be nested lists. Perhaps you meant to remove one level of lists? Definitions: ${
        showDefs [
          {
            inherit file;
            value = m;
          }
        ]
      }"
    else
      addErrorContext
        (if toString m == file then "while reading `${file}':" else "while importing `${toString m}' into `${file}':")
        (unifyModuleSyntax (toString m) (toString m) (applyModuleArgsIfFunction (toString m) (import m) args));

  checkClass =
    class: m:
    if class == null || m._class == null || m._class == class then
      m
    else
      throw ''
        The module `${m._file or m.key}` (class: ${escapeNixString m._class}) cannot be imported into a module evaluation that expects class ${escapeNixString class}.

        Help:
        - Ensure that you are importing the correct module.
        - Verify that the module's `_class`, ${escapeNixString m._class} matches the expected `class` ${escapeNixString class}.
        - If you are using a custom class, make sure it is correctly defined and used consistently across your modules.
      '';

  # The key by which a module is disabled.
  disabledKey =
    modulesPath: file: m:
    if isString m then
      if substring 0 1 m == "/" then m else toString modulesPath + "/" + m
    else if isConvertibleWithToString m then
      if m ? key && m.key != toString m then
        throw "Module `${file}` contains a disabledModules item that is an attribute set that can be converted to a string (${toString m}) but also has a `.key` attribute (${m.key}) with a different value. This makes it ambiguous which module should be disabled."
      else
        toString m
    else if m ? key then
      m.key
    else if isAttrs m then
      throw "Module `${file}` contains a disabledModules item that is an attribute set, presumably a module, that does not have a `key` attribute. This means that the module system doesn't have any means to identify the module that should be disabled. Make sure that you've put the correct value in disabledModules: a string path relative to modulesPath, a path value, or an attribute set with a `key` attribute."
    else
      throw "Each disabledModules item must be a path, string, or a attribute set with a key attribute, or a value supported by toString. However, one of the disabledModules items in `${toString file}` is none of that, but is of type ${typeOf m}.";

  # Every module reached by `imports`, each once, nearest to the root first, without the disabled. A disabled module's
  # own `disabledModules` count; its imports, where nothing else imports them, do not.
  collectModules =
    class: modulesPath: initial: args:
    let
      node = parentFile: parentKey: n: m:
        let
          module = checkClass class (
            loadModule class args parentFile "${parentKey}:anon-${toString n}" m
          );
        in
        {
          inherit (module) key;
          inherit module;
          children = lib.lists.imap1 (node module._file module.key) module.imports;
        };
      roots = lib.lists.imap1 (node lib.options.unknownModule "") initial;
      everything = genericClosure {
        startSet = roots;
        operator = n: n.children;
      };
      disabled = concatMap (
        n:
        if n.module.disabledModules == [ ] then
          [ ]
        else
          map (disabledKey modulesPath n.module._file) n.module.disabledModules
      ) everything;
      enabled = filter (n: !elem n.key disabled);
      remaining = genericClosure {
        startSet = enabled roots;
        operator = n: enabled n.children;
      };
      graphOf = n: {
        inherit (n) key;
        file = n.module._file;
        imports = map graphOf n.children;
        disabled = elem n.key disabled;
      };
    in
    {
      modules = catAttrs "module" (if disabled == [ ] then everything else remaining);
      # Without the module of the evaluation itself, which comes last.
      graph = map graphOf (lib.lists.init roots);
    };

  # Wrap a module so that errors name `file`, unless it names its own.
  setDefaultModuleLocation = file: m: {
    _file = file;
    imports = [ m ];
  };
}
