# Packages as functions: called with what they ask for, and changed afterwards.
{ lib }:
let
  inherit (builtins)
    attrNames
    concatStringsSep
    filter
    head
    intersectAttrs
    isAttrs
    length
    mapAttrs
    unsafeGetAttrPos
    ;
  inherit (lib.trivial) functionArgs mirrorFunctionArgs setFunctionArgs;
  inherit (lib.attrsets) optionalAttrs;
in
rec {
  overrideDerivation =
    drv: f:
    let
      new = derivation (drv.drvAttrs // f drv);
    in
    lib.trivial.flip (extendDerivation (builtins.seq drv.drvPath true)) new (
      {
        meta = drv.meta or { };
        passthru = if drv ? passthru then drv.passthru else { };
      }
      // (drv.passthru or { })
      // optionalAttrs (drv ? __spliced) {
        __spliced = { } // mapAttrs (_: s: overrideDerivation s f) drv.__spliced;
      }
    );

  # The result of f, with a way to call f again with other arguments.
  makeOverridable =
    f:
    let
      # A callable set keeps its other attributes.
      mirror = g: if isAttrs f then f // mirrorFunctionArgs f g else mirrorFunctionArgs f g;
      # What a callable set's own `override` gives can be overridden in what it returns, too.
      inherited = optionalAttrs (isAttrs f && f ? override) {
        override = new: makeOverridable (f.override new);
      };
      extended = g: if inherited == { } then g else g // inherited;
    in
    extended (mirror (
      origArgs:
      let
        result = f origArgs;
        changed = new: origArgs // (if lib.trivial.isFunction new then new origArgs else new);
        again = mirror (new: makeOverridable f (changed new));
        # Change what comes out, whatever goes in.
        after = g: makeOverridable (mirror (args: g (f args))) origArgs;
      in
      if isAttrs result then
        result
        // {
          override = again;
          overrideDerivation = g: after (drv: overrideDerivation drv g);
        }
        // optionalAttrs (result ? overrideAttrs) {
          overrideAttrs = g: after (drv: drv.overrideAttrs g);
        }
      else if lib.trivial.isFunction result then
        setFunctionArgs result (functionArgs result) // { override = again; }
      else
        result
    ));

  callPackageWith =
    autoArgs: fn: args:
    let
      f = if lib.trivial.isFunction fn then fn else import fn;
      wanted = functionArgs f;
      all = intersectAttrs wanted autoArgs // args;
      missing = filter (name: !(wanted.${name} || all ? ${name})) (attrNames wanted);
      where =
        name:
        let
          pos = unsafeGetAttrPos name wanted;
        in
        if pos != null then pos.file + ":" + toString pos.line else "<unknown location>";
      near =
        name:
        let
          close = lib.lists.take 3 (
            lib.lists.sortOn (lib.strings.levenshtein name) (
              filter (lib.strings.levenshteinAtMost 2 name) (attrNames (autoArgs // args))
            )
          );
          quoted = map (s: ''"${s}"'') close;
        in
        if close == [ ] then
          ""
        else if length close == 1 then
          ", did you mean ${head quoted}?"
        else
          ", did you mean ${concatStringsSep ", " (lib.lists.init quoted)} or ${lib.lists.last quoted}?";
    in
    if missing == [ ] then
      makeOverridable f all
    else
      # Not an error to be caught: the file cannot be called at all.
      abort "lib.customisation.callPackageWith: Function called without required argument \"${head missing}\" at ${where (head missing)}${near (head missing)}";

  # Like callPackageWith, for a function that gives a set of packages; each of them can be overridden.
  callPackagesWith =
    autoArgs: fn: args:
    let
      f = if lib.trivial.isFunction fn then fn else import fn;
      all = intersectAttrs (functionArgs f) autoArgs // args;
      pkgs = f all;
      one = name: {
        inherit name;
        value = makeOverridable (setFunctionArgs (new: (f new).${name}) (functionArgs f)) all;
      };
    in
    if pkgs ? recurseForDerivations || lib.attrsets.isDerivation pkgs then
      throw "function `callPackages` was called on a *single* derivation \"${pkgs.name or "<unknown-name>"}\"; did you mean to use `callPackage` instead?"
    else
      mapAttrs (name: _: (one name).value) pkgs;

  # A derivation with more attributes, on each of its outputs too; `condition` is checked before anything is built.
  extendDerivation =
    condition: passthru: drv:
    let
      outputs = drv.outputs or [ "out" ];
      common =
        drv
        // lib.attrsets.genAttrs outputs (name: withOutput name)
        // {
          all = map withOutput outputs;
        }
        // passthru;
      withOutput =
        outputName:
        common
        // {
          inherit (drv.${outputName}) type outputName;
          outputs = drv.outputs or [ "out" ];
          drvPath =
            assert condition;
            drv.${outputName}.drvPath;
          outPath =
            assert condition;
            drv.${outputName}.outPath;
        }
        // optionalAttrs (passthru ? overrideAttrs) {
          overrideAttrs = f: (passthru.overrideAttrs f).${outputName};
        };
    in
    common
    // {
      drvPath =
        assert condition;
        drv.drvPath;
      outPath =
        assert condition;
        drv.outPath;
    };

  hydraJob =
    drv:
    if drv == null then
      null
    else
      let
        outputs = drv.outputs or [ "out" ];
        withOutput = name: common // { inherit (drv.${name}) outPath outputName type; };
        common = {
          inherit (drv) name system;
          inherit outputs;
          meta = drv.meta or { };
        }
        // optionalAttrs (drv._hydraAggregate or false) {
          _hydraAggregate = true;
          constituents = map hydraJob (lib.lists.flatten drv.constituents);
        }
        // lib.attrsets.genAttrs outputs withOutput;
      in
      builtins.deepSeq (map (name: withOutput name) outputs) (
        common // { inherit (drv) drvPath outPath outputName type; }
      );

  # A set of packages that can call one another, on top of `newScope`.
  makeScope =
    newScope: f:
    let
      self = {
        callPackage = self.newScope { };
      }
      // f self
      // {
        newScope = extra: newScope (self // extra);
        overrideScope = g: makeScope newScope (lib.fixedPoints.extends g f);
        packages = f;
      };
    in
    self;

  makeScopeWithSplicing =
    splicePackages: newScope: otherSplices: keep: extra: f:
    makeScopeWithSplicing' { inherit splicePackages newScope; } { inherit otherSplices keep extra f; };

  makeScopeWithSplicing' =
    { splicePackages, newScope }:
    {
      otherSplices,
      keep ? _: { },
      extra ? _: { },
      f,
    }:
    let
      spliced0 = splicePackages {
        pkgsBuildBuild = otherSplices.selfBuildBuild;
        pkgsBuildHost = otherSplices.selfBuildHost;
        pkgsBuildTarget = otherSplices.selfBuildTarget;
        pkgsHostHost = otherSplices.selfHostHost;
        pkgsHostTarget = self;
        pkgsTargetTarget = otherSplices.selfTargetTarget;
      };
      spliced = extra spliced0 // spliced0 // keep self;
      self = f self // {
        newScope = scope: newScope (spliced // scope);
        callPackage = newScope spliced;
        overrideScope =
          g:
          makeScopeWithSplicing' { inherit splicePackages newScope; } {
            inherit otherSplices keep extra;
            f = lib.fixedPoints.extends g f;
          };
        packages = f;
      };
    in
    self;

  # A builder of derivations from another, which sees the arguments of the call as a fixed point.
  extendMkDerivation =
    {
      constructDrv,
      excludeDrvArgNames ? [ ],
      excludeFunctionArgNames ? [ ],
      extendDrvArgs,
      inheritFunctionArgs ? true,
      transformDrv ? lib.id,
    }:
    setFunctionArgs
      (
        fpargs:
        let
          f = lib.trivial.toFunction fpargs;
        in
        transformDrv (
          constructDrv (
            finalAttrs:
            let
              args = f finalAttrs;
            in
            removeAttrs args excludeDrvArgNames // extendDrvArgs finalAttrs args
          )
        )
      )
      (
        removeAttrs (
          (if inheritFunctionArgs then functionArgs constructDrv else { })
          // functionArgs (extendDrvArgs { })
        ) excludeFunctionArgNames
      );

  mapCrossIndex =
    f:
    { buildBuild, buildHost, buildTarget, hostHost, hostTarget, targetTarget }:
    mapAttrs (_: f) {
      inherit
        buildBuild
        buildHost
        buildTarget
        hostHost
        hostTarget
        targetTarget
        ;
    };
  renameCrossIndexFrom = prefix: set: {
    buildBuild = set."${prefix}BuildBuild";
    buildHost = set."${prefix}BuildHost";
    buildTarget = set."${prefix}BuildTarget";
    hostHost = set."${prefix}HostHost";
    hostTarget = set."${prefix}HostTarget";
    targetTarget = set."${prefix}TargetTarget";
  };
  renameCrossIndexTo = prefix: set: {
    "${prefix}BuildBuild" = set.buildBuild;
    "${prefix}BuildHost" = set.buildHost;
    "${prefix}BuildTarget" = set.buildTarget;
    "${prefix}HostHost" = set.hostHost;
    "${prefix}HostTarget" = set.hostTarget;
    "${prefix}TargetTarget" = set.targetTarget;
  };
}
