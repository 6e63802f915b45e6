
alias "g" = git
