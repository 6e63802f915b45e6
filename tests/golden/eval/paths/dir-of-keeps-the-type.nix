[ (dirOf "a/b") (dirOf "b") (builtins.typeOf (dirOf /a/b)) ]
