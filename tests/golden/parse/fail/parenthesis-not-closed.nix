{ a = f (g x; b = 1; }
