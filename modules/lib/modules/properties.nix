# Properties: what a definition says about itself. Each is a set with a `_type`, wrapped around the content.
#
#   if         { condition; content; }      counts only if the condition holds
#   merge      { contents; }                several definitions at once
#   override   { priority; content; }       definitions with the lowest number win over all others
#   order      { priority; content; }       place among those that remain, for types that keep an order
#   definition { file; value; }             a definition that knows where it was written
{ lib }:
let
  inherit (builtins)
    concatMap
    foldl'
    isAttrs
    isBool
    mapAttrs
    sort
    ;
in
rec {
  defaultOverridePriority = 100;
  defaultOrderPriority = 1000;

  mkIf = condition: content: {
    _type = "if";
    inherit condition content;
  };
  mkAssert =
    assertion: message: content:
    mkIf (if assertion then true else throw "\nFailed assertion: ${message}") content;
  mkMerge = contents: {
    _type = "merge";
    inherit contents;
  };
  mkOverride = priority: content: {
    _type = "override";
    inherit priority content;
  };
  mkOptionDefault = mkOverride 1500;
  mkDefault = mkOverride 1000;
  mkImageMediaOverride = mkOverride 60;
  mkForce = mkOverride 50;
  mkVMOverride = mkOverride 10;
  mkFixStrictness = lib.warn "lib.mkFixStrictness has no effect and will be removed. It returns its argument unmodified, so you can just remove any calls." lib.id;
  mkOrder = priority: content: {
    _type = "order";
    inherit priority content;
  };
  mkBefore = mkOrder 500;
  mkAfter = mkOrder 1500;
  mkDefinition =
    args:
    args
    // {
      _type = "definition";
    };

  # What is no set is reported by whoever wanted one.
  below = wrap: v: if isAttrs v then mapAttrs (_: wrap) v else v;

  # A set with properties around it, as a list of sets with properties around each member.
  pushDownProperties =
    cfg:
    let
      type = cfg._type or "";
    in
    if type == "merge" then
      concatMap pushDownProperties cfg.contents
    else if type == "if" then
      map (below (mkIf cfg.condition)) (pushDownProperties cfg.content)
    else if type == "override" then
      map (below (mkOverride cfg.priority)) (pushDownProperties cfg.content)
    else
      [ cfg ];

  # Evaluate conditions and take merges apart: the definitions that count.
  dischargeProperties =
    def:
    let
      type = def._type or "";
    in
    if type == "merge" then
      concatMap dischargeProperties def.contents
    else if type == "if" then
      if isBool def.condition then
        if def.condition then dischargeProperties def.content else [ ]
      else
        throw "‘mkIf’ called with a non-Boolean condition"
    else
      [ def ];

  # Only the definitions of the highest priority, and that priority.
  filterOverrides = defs: (filterOverrides' defs).values;
  filterOverrides' =
    defs:
    let
      priorityOf =
        def: if def.value._type or "" == "override" then def.value.priority else defaultOverridePriority;
      highestPrio = foldl' (prio: def: lib.trivial.min (priorityOf def) prio) 9999 defs;
      strip =
        def: if def.value._type or "" == "override" then def // { value = def.value.content; } else def;
    in
    {
      values = concatMap (def: if priorityOf def == highestPrio then [ (strip def) ] else [ ]) defs;
      inherit highestPrio;
    };

  # By mkOrder's priority, otherwise in the order given.
  sortProperties =
    defs:
    let
      strip =
        def:
        if def.value._type or "" == "order" then
          def
          // {
            value = def.value.content;
            inherit (def.value) priority;
          }
        else
          def;
      priorityOf = def: def.priority or defaultOrderPriority;
    in
    sort (a: b: priorityOf a < priorityOf b) (map strip defs);
}
