let
  path = "/nix/store/9krlzvny65gdc8s7kpb6lkx8cd02c25b-a";
  string = builtins.appendContext "abc" { ${path} = { path = true; }; };
in
map builtins.hasContext [
  (builtins.substring 0 0 string)
  (builtins.head (builtins.match "(a).*" string))
  (builtins.head (builtins.split "x" string))
  (builtins.head (builtins.split "b" string))
]
