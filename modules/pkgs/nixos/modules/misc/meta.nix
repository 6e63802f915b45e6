# `meta` of modules: who maintains them, and where their manual is. Nothing of it has an effect on a home.
{ lib, ... }:
{
  options.meta = lib.mkOption {
    type = lib.types.lazyAttrsOf lib.types.raw // {
      merge = _: defs: builtins.zipAttrsWith (_: builtins.concatLists) (map (def: builtins.mapAttrs (_: lib.toList) def.value) defs);
    };
    internal = true;
    default = { };
    description = "Facts about a module, by name: `maintainers`, `doc`, …";
  };
}
