# Once for all names; Nix before 2.21 evaluated it for each.
let inherit (builtins.trace "once" { a = 1; b = 2; }) a b; in a + b
