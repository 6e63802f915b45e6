builtins.fetchGit { url = "/x"; submodules = true; exportIgnore = true; }
