builtins.readDir ./read-dir-of-a-file.nix
