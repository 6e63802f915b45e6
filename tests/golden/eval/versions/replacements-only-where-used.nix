# Nix 2.8 evaluates every replacement; since 2.17 only those that are needed are.
builtins.replaceStrings [ "a" "b" ] [ "x" (throw "not needed") ] "cac"
