f (assert a; b)
