builtins.fetchTree { type = "path"; path = "relative"; }
