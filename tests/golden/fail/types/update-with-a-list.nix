let
  defaults = { a = 1; };
  own = [ { a = 2; } ];
in
defaults // own
