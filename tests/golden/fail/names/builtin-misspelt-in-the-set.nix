builtins.lenght [ 1 ]
