function greet
    echo hello
end
