map (x: x.from) (
  builtins.genericClosure {
    startSet = [
      { key = 1; from = "int"; }
      { key = 1.0; from = "float"; }
    ];
    operator = x: [ ];
  }
)
