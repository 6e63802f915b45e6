builtins.readFile 5
