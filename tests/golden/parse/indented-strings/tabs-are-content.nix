''
	a
	  b
    c''
