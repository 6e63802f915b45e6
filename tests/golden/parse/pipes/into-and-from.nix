[ (a |> f x |> g) (f <| g <| a) (a -> b |> f) ]
