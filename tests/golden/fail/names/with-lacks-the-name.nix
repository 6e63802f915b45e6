with { alpha = 1; beta = 2; };
alhpa + beta
