builtins.match "(a|b){3138888888888888888888}" "a"
