# What failed once fails again without being evaluated again; Nix before 2.34 evaluated it anew.
let x = builtins.trace "once" (throw "x"); in [ (builtins.tryEval x).success (builtins.tryEval x).success ]
