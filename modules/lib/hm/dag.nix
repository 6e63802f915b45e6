# Entries with wishes about their order, as in `home.activation`, and the order that grants them.
#
# An entry is `{ data, before, after }`; the wishes are names of other entries. Names that no entry
# has are allowed and mean nothing.
{ lib }:
let
  entryBetween = before: after: data: { inherit data before after; };
  entryAfter = entryBetween [ ];
  isEntry = value: value ? data && value ? before && value ? after;

  # Names `tag-0`, `tag-1`, … for a list of entries that keep their order among themselves.
  entriesBetween =
    tag: before: after: entries:
    let
      count = builtins.length entries;
      name = index: "${tag}-${toString index}";
      place = index: data: {
        name = name index;
        value = entryBetween (lib.optionals (index == count - 1) before) (
          if index == 0 then after else [ (name (index - 1)) ]
        ) data;
      };
    in
    builtins.listToAttrs (lib.imap0 place entries);
in
{
  inherit
    isEntry
    entryBetween
    entryAfter
    entriesBetween
    ;

  empty = { };
  isDag = value: builtins.isAttrs value && lib.all isEntry (builtins.attrValues value);
  map = function: lib.mapAttrs (name: entry: entry // { data = function name entry.data; });

  entryAnywhere = entryBetween [ ] [ ];
  entryBefore = before: entryBetween before [ ];
  entriesAnywhere = tag: entriesBetween tag [ ] [ ];
  entriesAfter = tag: entriesBetween tag [ ];
  entriesBefore = tag: before: entriesBetween tag before [ ];

  # `{ result = [ { name, data } … ]; }`, or what `lib.toposort` says of a cycle. Ties fall as the
  # sort of the general library lets them fall on alphabetical input, which Home Manager relies on.
  topoSort =
    dag:
    let
      wishedBefore =
        name: builtins.filter (other: builtins.elem name dag.${other}.before) (builtins.attrNames dag);
      nodes = lib.mapAttrsToList (name: entry: {
        inherit name;
        inherit (entry) data;
        after = entry.after ++ wishedBefore name;
      }) dag;
      sorted = lib.toposort (a: b: builtins.elem a.name b.after) nodes;
    in
    if sorted ? result then
      { result = map (node: { inherit (node) name data; }) sorted.result; }
    else
      sorted;
}
