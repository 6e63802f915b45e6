let
  drv = "/nix/store/9krlzvny65gdc8s7kpb6lkx8cd02c25b-a.drv";
in
builtins.getContext (
  builtins.appendContext "x" {
    ${drv} = {
      outputs = [
        "out"
        "dev"
      ];
      allOutputs = true;
    };
  }
)
