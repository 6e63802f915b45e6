{
  home.file."../neighbour".text = "not mine";
}
