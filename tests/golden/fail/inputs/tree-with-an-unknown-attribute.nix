builtins.fetchTree { type = "github"; owner = "a"; repo = "b"; nonsense = true; }
