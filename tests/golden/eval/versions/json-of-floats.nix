# Nix 2.8 writes 1 for 1.0, and six digits of a fraction.
builtins.toJSON [ 1.0 0.1 (1.0 / 3) 1.0e50 (-0.0) ]
