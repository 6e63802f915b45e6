let
  d = derivation { name = "d"; system = "x86_64-linux"; builder = "/bin/sh"; outputs = [ "out" "dev" ]; };
in
[ d.dev.out.dev.outputName (d.dev.outPath == "${d.dev}") (map (o: o.outputName) d.all) d.drvAttrs.name ]
