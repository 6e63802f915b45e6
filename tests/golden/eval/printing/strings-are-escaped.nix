[
  "quote \" backslash \\ newline \n tab \t"
  "\${x}"
  "$x $$"
]
