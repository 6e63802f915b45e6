builtins.parseFlakeRef "file+git:///x"
