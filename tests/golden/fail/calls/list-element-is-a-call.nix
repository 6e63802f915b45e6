let
  packages = { git = { name = "git"; }; };
in
map (p: p.name) [ (packages.git { }) ]
