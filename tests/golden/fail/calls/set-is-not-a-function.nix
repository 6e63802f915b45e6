let
  package = { name = "git"; };
in
package.name "x"
