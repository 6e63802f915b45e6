# An inherited set may be given no names, as long as it means something.
let a = { b = 1; }; in { inherit (a) ; }
