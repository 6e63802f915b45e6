# The name has to be one that a store path can have; the message says how to give another.
builtins.fetchurl "https://example.com/~wiggle~"
