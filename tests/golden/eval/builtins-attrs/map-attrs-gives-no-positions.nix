let
  set = { a = 1; };
in
[
  (builtins.unsafeGetAttrPos "a" set != null)
  (builtins.unsafeGetAttrPos "a" (builtins.mapAttrs (_: value: value) set))
]
