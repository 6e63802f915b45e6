rec { inherit b a; inherit (c) e d; inherit (c) "f g" if'; inherit; h = 1; }
