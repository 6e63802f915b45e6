builtins.flakeRefToString { type = "github"; owner = "a"; repo = [ ]; }
