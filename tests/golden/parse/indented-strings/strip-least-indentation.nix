''
    a
      b

     c
  ''
