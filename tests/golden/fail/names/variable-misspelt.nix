let
  greeting = "hello";
in
"${greting}, world"
