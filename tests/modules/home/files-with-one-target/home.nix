{
  home.file.first = {
    text = "1";
    target = "baz";
  };
  home.file.second = {
    text = "2";
    target = "./baz";
  };
}
