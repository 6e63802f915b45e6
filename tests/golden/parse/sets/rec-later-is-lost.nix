{ a.b = 2; a = rec { c = 1; }; }
