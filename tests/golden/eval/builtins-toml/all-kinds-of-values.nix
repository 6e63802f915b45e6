builtins.fromTOML ''
  title = "t"
  [owner]
  name = 'x'
  ages = [ 1, 0x10, 1_000 ]
  ratio = 1e3
  alive = true
  dotted.key = "v"
  [[items]]
  a = 1
  [[items]]
  inline = { b = 2 }
''
