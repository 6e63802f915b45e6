let d = derivation { name = "d"; system = "s"; builder = "b"; }; in builtins.outputOf (builtins.unsafeDiscardOutputDependency d.drvPath) "none"
