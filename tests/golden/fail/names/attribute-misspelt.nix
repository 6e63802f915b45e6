let
  person = {
    name = "Ada";
    mail = "ada@example.org";
  };
in
person.nmae
