builtins.fromJSON ''{ "a": }''
