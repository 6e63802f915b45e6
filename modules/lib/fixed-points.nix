# Fixed points: sets that are defined by a function of themselves, and overlays on them.
_:
rec {
  # >>> fix (self: { a = 1; b = self.a + 1; })
  # { a = 1; b = 2; }
  fix =
    f:
    let
      self = f self;
    in
    self;

  # Like fix, and keeps the function, so that the set can be unfixed and extended.
  fix' =
    f:
    let
      self = f self // {
        __unfix__ = f;
      };
    in
    self;

  # Apply f until the value no longer changes.
  converge =
    f: x:
    let
      next = f x;
    in
    if next == x then x else converge f next;

  # extends OVERLAY F: F with OVERLAY laid over it; both see the final set.
  extends =
    overlay: f: final:
    let
      prev = f final;
    in
    prev // overlay final prev;

  composeExtensions =
    first: second: final: prev:
    let
      one = first final prev;
    in
    one // second final (prev // one);

  composeManyExtensions = builtins.foldl' composeExtensions (_: _: { });

  makeExtensible = makeExtensibleWithCustomName "extend";

  makeExtensibleWithCustomName =
    name: f:
    fix' (
      self:
      f self
      // {
        ${name} = overlay: makeExtensibleWithCustomName name (extends overlay f);
      }
    );

  # A set, a function of prev, or an overlay: an overlay in any case.
  toExtension =
    f:
    if !builtins.isFunction f then
      _: _: f
    else
      final: prev:
      let
        once = f prev;
      in
      if builtins.isFunction once then f final prev else once;
}
