builtins.flakeRefToString { type = "github"; owner = "a"; repo = "b"; rev = "0123456789abcdef0123456789abcdef01234567"; ref = "x"; }
