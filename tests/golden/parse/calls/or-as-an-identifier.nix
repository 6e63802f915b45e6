[ (f or) (map or [ ]) { or = 1; }.or ]
