builtins.addErrorContext "while reading\nthe settings" (1 + "a")
