let a = 1; b.c = 2; in with b; if a then c else x: rec { }
