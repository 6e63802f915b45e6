let
  server = { host = "localhost"; port = 80; };
in
"connect to ${server}"
