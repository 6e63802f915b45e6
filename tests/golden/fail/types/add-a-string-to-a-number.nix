let
  count = 1;
  more = "2";
in
count + more
