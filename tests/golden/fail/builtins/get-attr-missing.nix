builtins.getAttr "nmae" { name = 1; }
