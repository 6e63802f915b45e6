{ lib, pkgs }:
{ formats = { }; }
