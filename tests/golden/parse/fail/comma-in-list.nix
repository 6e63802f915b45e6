[ a, b ]
