builtins.parseFlakeRef "github:a/b#fragment"
