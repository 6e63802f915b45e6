builtins.parseFlakeRef "github:only-owner"
