''a''$b'''c''\td'e$f''
