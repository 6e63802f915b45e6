# Option types. What a type is: types/base.nix.
{ lib }:
let
  base = import ./types/base.nix { inherit lib; };
  parts = [
    {
      inherit (base)
        addCheck
        defaultFunctor
        defaultTypeMerge
        isOptionType
        isType
        mergeTypes
        mkOptionType
        noCheckForDocsModule
        optionDescriptionPhrase
        setType
        ;
    }
    (import ./types/scalars.nix { inherit lib base; })
    (import ./types/containers.nix { inherit lib base; })
    (import ./types/modules.nix { inherit lib base; })
  ];
  types = builtins.foldl' (a: b: a // b) { } parts;
in
types // { inherit types; }
