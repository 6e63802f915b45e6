builtins.parseFlakeRef "relative/a/b/c"
