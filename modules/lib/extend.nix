# A library with lib.hm added; one that has it already is left as it is.
lib: if lib ? hm.option then lib else lib.extend (final: _prev: { hm = import ./hm { lib = final; }; })
