with a
b
