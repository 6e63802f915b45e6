let
  parts = 0;
  share = 100 / parts;
in
{ inherit share; }
