builtins.genericClosure {
  startSet = [ { name = "a"; } ];
  operator = x: [ ];
}
