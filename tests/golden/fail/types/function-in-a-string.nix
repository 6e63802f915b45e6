let
  name = { first, last }: "${first} ${last}";
in
"hello ${name}"
