builtins.split "([0-9])(x)?" "a1b2xc"
