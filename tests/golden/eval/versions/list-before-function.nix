# filter and sort look at the list first; Nix 2.8 at the function.
[ (builtins.filter (builtins.trace "function" (x: true)) (builtins.trace "list" [ 1 ])) (builtins.sort (builtins.trace "function" builtins.lessThan) (builtins.trace "list" [ 2 1 ])) ]
