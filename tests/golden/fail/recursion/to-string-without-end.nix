let
  me = { __toString = self: "${self}"; };
in
"${me}"
