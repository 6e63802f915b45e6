let
  settings = null;
  theme = settings.theme;
in
{ inherit theme; }
