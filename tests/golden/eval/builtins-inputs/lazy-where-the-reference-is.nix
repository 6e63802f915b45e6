# Nothing is fetched before it is needed.
builtins.length [ (builtins.fetchGit "/nowhere") (builtins.fetchTree { type = "path"; path = throw "not read"; }) ]
