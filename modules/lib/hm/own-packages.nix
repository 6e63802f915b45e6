# Is this the package set that the program brings, rather than nixpkgs?
pkgs: toString (pkgs.path or "") == toString ../../pkgs
