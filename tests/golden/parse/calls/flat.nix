(f a) b (g (h c)) (x: x)
