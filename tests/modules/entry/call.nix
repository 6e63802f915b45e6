# A file that calls homeManagerConfiguration itself, with arguments of its own and an overlay.
{
  pkgs ? import ../../../modules/pkgs { },
}:
(import ../../../modules { }).lib.homeManagerConfiguration {
  inherit pkgs;
  extraSpecialArgs.who = "sean";
  modules = [
    (
      { who, lib, ... }:
      {
        home.username = who;
        home.homeDirectory = "/home/${who}";
        home.stateVersion = "24.05";
        home.activation.mine = lib.hm.dag.entryAfter [ "writeBoundary" ] "true";
        nixpkgs.overlays = [ (_final: prev: { greeting = prev.writeShellScriptBin "greeting" "echo hi"; }) ];
      }
    )
    ({ pkgs, ... }: { home.packages = [ pkgs.greeting ]; })
  ];
}
