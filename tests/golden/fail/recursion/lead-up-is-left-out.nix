let
  loop = loop;
  deep = n: if n == 0 then loop else 1 + deep (n - 1);
in
{ value = deep 50; }
