# Nix before 2.32 evaluated the left operand of // first.
builtins.trace "left" { a = 1; } // builtins.trace "right" { b = 2; }
