# Variants of the home, each a generation of its own below `specialisation/` of the main one.
{
  config,
  lib,
  extendModules,
  ...
}:
let
  variant = extendModules {
    modules = [
      {
        # A variant of a variant would have no end.
        specialisation = lib.mkOverride 0 { };
      }
    ];
  };
in
{
  imports = [ (lib.mkRenamedOptionModule [ "specialization" ] [ "specialisation" ]) ];

  options.specialisation = lib.mkOption {
    type = lib.types.attrsOf (
      lib.types.submodule {
        options.configuration = lib.mkOption {
          inherit (variant) type;
          default = { };
          visible = "shallow";
          description = "What the variant sets beside the home's own configuration.";
        };
      }
    );
    default = { };
    description = "Named variants of this home, for example `light` and `dark`. `hm switch -c NAME` activates one.";
  };

  config.assertions = map (name: {
    assertion = !lib.hasInfix "/" name;
    message = "<name> in specialisation.<name> cannot contain a forward slash.";
  }) (lib.attrNames config.specialisation);
}
