map baseNameOf [ "a/b/" "a/b//" "/" "" "b" ]
