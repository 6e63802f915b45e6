let
  set = builtins.mapAttrs (name: value: throw name) {
    a = 1;
    b = 2;
  };
in
[
  (builtins.attrNames set)
  (builtins.tryEval set.a).success
]
