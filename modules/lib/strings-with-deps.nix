# Pieces of text that depend on one another, put in order.
{ lib }:
let
  inherit (builtins) isString;
in
rec {
  # The texts of the named pieces and of all they need, each once, what is needed first.
  textClosureList =
    predefined: names:
    let
      visit =
        state: item:
        let
          entry = if isString item then predefined.${item} else item;
          deeper = builtins.foldl' visit (state // { done = state.done // mark; }) (entry.deps or [ ]);
          mark = if isString item then { ${item} = true; } else { };
        in
        if isString item && state.done ? ${item} then
          state
        else
          deeper // { texts = deeper.texts ++ [ (entry.text or entry) ]; };
    in
    (builtins.foldl' visit {
      done = { };
      texts = [ ];
    } names).texts;

  textClosureMap =
    f: predefined: names:
    lib.strings.concatStringsSep "\n" (map f (textClosureList predefined names));

  noDepEntry = text: {
    inherit text;
    deps = [ ];
  };
  fullDepEntry = text: deps: { inherit text deps; };
  packEntry = deps: {
    inherit deps;
    text = "";
  };
  stringAfter = deps: text: { inherit text deps; };
}
