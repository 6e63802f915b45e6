map builtins.typeOf (builtins.fromJSON "[ 1, 1.0, 1e2, -0, 18446744073709551616 ]")
