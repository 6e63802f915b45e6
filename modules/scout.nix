# Which rooms of the index a configuration names, found without evaluating any option.
#
# The modules are collected and their definitions joined as they stand. Whoever writes
# `programs.git = lib.mkIf …` has named git, whatever the condition says. Where the shape of a
# definition does depend on an option or a package, the whole evaluation is asked: slower, and just
# as right. It is lazy, and usually never begun.
{
  lib,
  configuration,
  specialArgs,
  # The evaluation with all modules.
  whole,
  index,
}:
let
  seen = lib.evalModules {
    class = "homeManager";
    modules = [
      configuration
      {
        _file = ./scout.nix;
        # Whatever is defined, by name; no value is looked at.
        _module.freeformType = lib.types.lazyAttrsOf (lib.types.lazyAttrsOf lib.types.raw);
      }
    ];
    specialArgs = specialArgs // {
      inherit (whole) options;
      config = whole.config // {
        inherit (whole) _module;
      };
    };
  };

  isDisabled = node: node.disabled || lib.any isDisabled node.imports;
  namesIn = room: lib.attrNames (seen.config.${room} or { });
  read =
    room:
    let
      names = namesIn room;
      along = lib.concatMap (name: index.along.${room}.${name} or [ ]) names;
    in
    builtins.intersectAttrs (lib.genAttrs (names ++ along) (_: null)) index.rooms.${room};
in
{
  # Variants bring definitions of their own, and a disabled module may be one of the index.
  isWhole = seen.config ? specialisation || lib.any isDisabled seen.graph;

  # Of each room, the files that are read.
  rooms = lib.mapAttrs (room: _: read room) index.rooms;
}
