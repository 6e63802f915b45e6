# Derivations whose attributes are known before they are evaluated.
{ lib }:
let
  inherit (lib.attrsets) genAttrs;
  inherit (lib.trivial) throwIfNot;
in
{
  lazyDerivation =
    args@{
      derivation,
      meta ? null,
      passthru ? { },
      outputs ? [ "out" ],
    }:
    let
      checked =
        throwIfNot (derivation.type or null == "derivation")
          "lazyDerivation: input must be a derivation."
          throwIfNot
          (derivation.outputs == outputs)
          ''
            lib.lazyDerivation: The derivation ${derivation.name or "<unknown>"} has outputs that don't match the assumed outputs.

            Assumed outputs passed to lazyDerivation${
              optionalString (!args ? outputs) ", which are the default outputs"
            }:
                ${builtins.toJSON outputs};

            Actual outputs of the derivation:
                ${builtins.toJSON derivation.outputs}

            If the outputs are known ahead of evaluating the derivation,
            then update the lazyDerivation call to match the actual outputs, in the same order.
            If lazyDerivation is passed a literal value, just change it to the actual outputs.
            As a result it will work as before / as intended.

            Otherwise, when the outputs are dynamic and can't be known ahead of time, it won't
            be possible to add laziness, but lib.lazyDerivation may still be useful for trimming
            the attributes.
            If you want to keep trimming the attributes, make sure that the package is in a
            variable (don't evaluate it twice!) and pass the variable and its outputs attribute
            to lib.lazyDerivation. This largely defeats laziness, but keeps the trimming.
            If none of the above works for you, replace the lib.lazyDerivation call by the
            expression in the derivation argument.
          ''
          derivation;
      inherit (lib.strings) optionalString;
    in
    {
      type = "derivation";
      inherit outputs;
      inherit (checked)
        name
        outPath
        outputName
        drvPath
        system
        ;
      # Arguments of `meta` and `passthru` are there without looking at the derivation.
      meta = if args ? meta then meta else checked.meta or { };
    }
    // genAttrs outputs (output: checked.${output})
    // passthru;

  optionalDrvAttr = condition: value: if condition then value else null;

  # A derivation that warns when it is used, not when it is looked at.
  warnOnInstantiate =
    message: drv:
    let
      drop = {
        drvPath = null;
        outPath = null;
      }
      // genAttrs (drv.outputs or [ "out" ]) (_: null);
      warn = lib.trivial.warn message;
    in
    drv // builtins.mapAttrs (_: warn) (builtins.intersectAttrs drop drv);

  addDrvOutputDependencies =
    builtins.addDrvOutputDependencies
      or (_: throw "builtins.addDrvOutputDependencies is not there in this evaluator");
  inherit (builtins) unsafeDiscardOutputDependency;
}
