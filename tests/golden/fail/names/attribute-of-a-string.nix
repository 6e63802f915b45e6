let
  user = "ada";
in
user.name
