builtins.tryEval (abort "the end")
