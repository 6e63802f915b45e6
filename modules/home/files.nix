# `home.file`: the files of the home, and the tree of them that a generation carries.
{
  config,
  lib,
  options,
  pkgs,
  ...
}:
let
  inherit (lib) mkOption types;
  inherit (lib.hm.strings) storeFileName;
  builders = import ./builders.nix;
  target = import ./target.nix { inherit lib; };
  inherit (lib.hm.fileType {
    inherit (config.home) homeDirectory;
    inherit lib pkgs;
  }) fileType;

  # Ascending length of the target: a directory comes before what is placed inside it.
  files = lib.sortOn (file: builtins.stringLength file.target) (
    builtins.filter (file: file.enable) (lib.attrValues config.home.file)
  );

  # A path of the configuration is copied into the store under a name that it accepts.
  storePath =
    source:
    let
      path = toString source;
    in
    if builtins.hasContext path then
      source
    else
      builtins.path {
        path = source;
        name = storeFileName (baseNameOf path);
      };

  # Where the program keeps its objects, their index and its state.
  own = [
    builtins.storeDir
    "${dirOf builtins.storeDir}/var"
    (lib.removeSuffix "/profiles/home/home-path" config.hm.profileDirectory)
  ];
  problemOf = target.problem {
    inherit (config.home) homeDirectory;
    inherit own;
  };

  # Definitions of a file, by the place of its target, for a diagnostic that points at them: it may have been named in
  # `home.file` or below one of the XDG directories.
  definitionsOf =
    file:
    let
      # `home.file` last: what the others hand on to it stands there too.
      bases =
        map (kind: {
          option = options.xdg."${kind}File";
          directory = config.xdg."${kind}Home";
        }) [ "cache" "config" "data" "state" ]
        ++ [
          {
            option = options.home.file;
            directory = config.home.homeDirectory;
          }
        ];
      isFile =
        directory: name: _:
        lib.removePrefix "${config.home.homeDirectory}/" (
          if lib.hasPrefix "/" name then name else "${directory}/${name}"
        ) == file.target
        || name == file.target;
      inBase =
        base:
        lib.concatMap (
          definition:
          lib.mapAttrsToList (name: value: {
            inherit name value;
            inherit (definition) file;
            within = definition.value;
          }) (lib.filterAttrs (isFile base.directory) (lib.optionalAttrs (builtins.isAttrs definition.value) definition.value))
        ) base.option.definitionsWithLocations;
    in
    lib.concatMap inBase bases;

  checkedTarget =
    file:
    let
      problem = problemOf file.target;
      definitions = definitionsOf file;
      name = if definitions == [ ] then file.target else (builtins.head definitions).name;
    in
    if problem == null then
      target.clean file.target
    else
      lib.options.throwAtDefinitions [ name ] (builtins.filter (d: d.name == name) definitions)
        "The target ${builtins.toJSON file.target} of a file ${problem}.";

  # What the builder is told of a file. A text that nobody overrode with a source of its own goes
  # straight into the tree, without a store object for each.
  entry =
    file:
    {
      inherit (file) executable recursive;
      target = checkedTarget file;
    }
    // (if file.inlined then { inherit (file) text; } else { source = storePath file.source; })
    // lib.optionalAttrs file.ignorelinks { ignorelinks = true; };

  repeated = lib.attrNames (
    lib.filterAttrs (_: same: builtins.length same > 1) (
      lib.groupBy (file: target.clean file.target) files
    )
  );
  outside = builtins.filter (file: target.leavesHome file.target) files;
in
{
  options = {
    home.file = mkOption {
      type = fileType "home.file" "{env}`HOME`" config.home.homeDirectory;
      default = { };
      description = "Files to show in the home directory, by their path below it.";
    };
    home.fileOverlapResolution = mkOption {
      type = types.enum [
        "ignore"
        "error"
        "override"
      ];
      default = "ignore";
      visible = false;
      description = "What happens when a file is placed where a recursively linked directory has one too: the directory's stays, the build fails, or the single file wins.";
    };
    home-files = mkOption {
      type = types.package;
      internal = true;
      description = "The tree of all files of the home.";
    };
  };

  config = {
    assertions = [
      {
        assertion = repeated == [ ];
        message = ''
          Conflicting managed target files: ${lib.concatStringsSep ", " repeated}

          This may happen, for example, if you have a configuration similar to

              home.file = {
                conflict1 = { source = ./foo.nix; target = "baz"; };
                conflict2 = { source = ./bar.nix; target = "baz"; };
              }'';
      }
    ]
    ++ map (file: {
      assertion = false;
      message = "Error installing file '${file.target}' outside $HOME";
    }) outside;

    # A source that stays where it is, outside the store, so that it can be edited in place.
    lib.file.mkOutOfStoreSymlink =
      path:
      builders.tree (storeFileName (baseNameOf (toString path))) [
        {
          path = "";
          target = toString path;
        }
      ];

    home-files = builders.homeFiles "home-manager-files" (map entry files);
  };
}
