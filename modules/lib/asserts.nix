# Conditions that must hold, with words for when they do not.
{ lib }:
let
  inherit (builtins) elem filter;
  show = lib.generators.toPretty { };
in
rec {
  assertMsg = condition: message: condition || throw message;

  assertOneOf =
    name: value: valid:
    assertMsg (elem value valid) "${name} must be one of ${show valid}, but is: ${show value}";

  assertEachOneOf =
    name: values: valid:
    assertMsg (
      builtins.length (filter (v: !elem v valid) values) == 0
    ) "each element in ${name} must be one of ${show valid}, but is: ${show values}";

  # The value, if no assertion fails, with all warnings.
  checkAssertWarn =
    assertions: warnings: value:
    let
      failed = map (a: a.message) (filter (a: !a.assertion) assertions);
    in
    if failed != [ ] then
      throw "\nFailed assertions:\n${lib.strings.concatStringsSep "\n" (map (m: "- ${m}") failed)}"
    else
      lib.trivial.showWarnings warnings value;
}
