builtins.addErrorContext "while building the greeting" (throw "no name given")
