let
  enable = "yes";
in
if enable then 1 else 2
