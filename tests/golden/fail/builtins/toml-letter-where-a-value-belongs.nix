builtins.fromTOML "a = [ 1, ч10 ]"
