builtins.path {
  path = ./.;
  fliter = path: type: true;
}
