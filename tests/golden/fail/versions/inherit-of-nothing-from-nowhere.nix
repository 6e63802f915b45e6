{ inherit (undefined) ; }
