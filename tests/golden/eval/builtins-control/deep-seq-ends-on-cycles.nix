let
  set = {
    inherit set;
    list = [ set ];
  };
in
builtins.deepSeq set "done"
