# What `<hm>` and `<home-manager>` name: usable as Home Manager's flake (`.lib`) and as its
# expression (`import <home-manager> { }`).
let
  homeManagerConfiguration =
    {
      pkgs,
      modules ? [ ],
      extraSpecialArgs ? { },
      lib ? pkgs.lib,
      check ? true,
      minimal ? false,
      ...
    }@arguments:
    let
      removed = builtins.filter (name: arguments ? ${name}) [
        "configuration"
        "username"
        "homeDirectory"
        "stateVersion"
        "extraModules"
        "system"
      ];
    in
    if removed != [ ] then
      throw "homeManagerConfiguration no longer takes '${builtins.head removed}': put it into a module of `modules`."
    else
      import ./evaluate.nix {
        inherit
          pkgs
          lib
          check
          minimal
          extraSpecialArgs
          ;
        configuration.imports = modules ++ [
          {
            nixpkgs.config = lib.mkIf (pkgs ? config && pkgs.config != { }) (lib.mkDefault pkgs.config);
            nixpkgs.overlays = lib.mkIf (pkgs.overlays or [ ] != [ ]) pkgs.overlays;
          }
        ];
      };

  surface = {
    inherit homeManagerConfiguration;
    lib = {
      inherit homeManagerConfiguration;
      hm = (import ./lib/extend.nix (import ./lib)).hm;
    };
    path = toString ./.;
  };
in
surface
// {
  # `import <home-manager> { … }`; with a `configuration`, what Home Manager's modules/default.nix gives.
  __functor =
    _: arguments: if arguments ? configuration then import ./evaluate.nix arguments else surface;
}
