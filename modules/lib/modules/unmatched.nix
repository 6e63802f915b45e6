# The diagnostic for definitions of options that do not exist.
{ lib }:
let
  inherit (builtins)
    addErrorContext
    attrNames
    concatStringsSep
    filter
    head
    length
    ;
  inherit (lib.lists)
    init
    last
    remove
    sortOn
    take
    ;
  inherit (lib.options) showDefs showOption;
  inherit (lib.strings) levenshtein levenshteinAtMost;

  # The nearest names; among very many, only those that are near indeed.
  nearest =
    name: names:
    take 3 (
      sortOn (levenshtein name) (
        if length names < 100 then names else filter (levenshteinAtMost 2 name) names
      )
    );
in
{
  # prefix: where this evaluation stands; def: { file; prefix; value; }; options: what was declared.
  unmatchedMessage =
    prefix: options: def:
    let
      loc = prefix ++ def.prefix;
      parent = init def.prefix;
      siblings = attrNames (lib.attrsets.attrByPath parent { } options);
      suggestions = map (name: "`${showOption (init loc ++ [ name ])}'") (
        nearest (last def.prefix) (if parent == [ ] then remove "_module" siblings else siblings)
      );
      didYouMean =
        if suggestions == [ ] then
          ""
        else if length suggestions == 1 then
          "\n\nDid you mean ${head suggestions}?"
        else
          "\n\nDid you mean ${concatStringsSep ", " (init suggestions)} or ${last suggestions}?";
      shown =
        addErrorContext
          "while evaluating the error message for definitions for `${showOption loc}', which is an option that does not exist"
          (addErrorContext "while evaluating a definition from `${def.file}'" (showDefs [ def ]));
      base = "The option `${showOption loc}' does not exist. Definition values:${shown}${didYouMean}";
    in
    if attrNames options != [ "_module" ] then
      base
    else if prefix == [ ] then
      ''
        ${base}

        It seems as if you're trying to declare an option by placing it into `config' rather than `options'!
      ''
    else
      ''
        ${base}

        However there are no options defined in `${showOption prefix}'. Are you sure you've
        declared your options properly? This can happen if you e.g. declared your options in `types.submodule'
        under `config' rather than `options'.
      '';
}
