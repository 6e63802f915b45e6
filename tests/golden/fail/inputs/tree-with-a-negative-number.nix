builtins.fetchTree { type = "path"; path = "/a"; lastModified = -1; }
