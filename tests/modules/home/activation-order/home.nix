{ lib, ... }:
{
  home.activation = {
    aMine = lib.hm.dag.entryAfter [ "writeBoundary" ] "echo a";
    zMine = lib.hm.dag.entryAfter [ "writeBoundary" ] "echo z";
    early = lib.hm.dag.entryBefore [ "checkLinkTargets" ] "echo early";
    late = lib.hm.dag.entryAfter [ "linkGeneration" ] "echo late";
    between = lib.hm.dag.entryBetween [ "linkGeneration" ] [ "writeBoundary" ] "echo between";
    anywhere = "echo anywhere";
  };
}
