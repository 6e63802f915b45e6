mapp (x: x) [ 1 ]
