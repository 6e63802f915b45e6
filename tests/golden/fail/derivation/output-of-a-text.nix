builtins.outputOf "/no/context" "out"
