{ a = { inherit (x) p q; }; a = { inherit (y) r s; inherit t; }; }
