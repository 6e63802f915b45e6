# Services described once for any service manager ("modular services"), as Home Manager takes them from `pkgs.path`.
{ lib, ... }:
let
  inherit (lib) mkOption showOption types;

  # f at a service and at every service inside it.
  everywhere =
    f: loc: config:
    f loc config
    ++ builtins.concatLists (
      lib.mapAttrsToList (
        name:
        everywhere f (
          loc
          ++ [
            "services"
            name
          ]
        )
      ) config.services
    );

  # A file that a service reads.
  configFile =
    pkgs: serviceName:
    { name, config, ... }:
    {
      options = {
        enable = mkOption {
          type = types.bool;
          default = true;
          description = "Whether the service gets this file.";
        };
        name = mkOption {
          type = types.str;
          default = name;
          description = "Name of the file, below the directory of the service's files.";
        };
        path = mkOption {
          type = types.str;
          readOnly = true;
          description = "Where the service finds the file. The service manager decides.";
        };
        text = mkOption {
          type = types.nullOr types.lines;
          default = null;
          description = "Content of the file.";
        };
        source = mkOption {
          type = types.path;
          description = "The file itself.";
        };
      };
      config.source = lib.mkIf (config.text != null) (
        lib.mkDerivedConfig { highestPrio = 1000; value = config.text; } (
          pkgs.writeText "service-${builtins.replaceStrings [ "/" ] [ "-" ] name}"
        )
      );
    };

  service =
    pkgs:
    { name, ... }:
    {
      _class = "service";
      imports = [
        ../../nixos/modules/misc/assertions.nix
        ../../nixos/modules/misc/meta.nix
      ];
      options = {
        process.argv = mkOption {
          type = types.listOf (types.coercedTo types.path (x: "${x}") types.str);
          example = lib.literalExpression ''[ (lib.getExe config.package) "--nobackground" ]'';
          description = "Program and arguments that start the service, as they are: nothing in them is special to a shell.";
        };
        configData = mkOption {
          type = types.lazyAttrsOf (types.submodule (configFile pkgs name));
          default = { };
          description = "Files that the service reads.";
        };
        services = mkOption {
          type = types.attrsOf (types.submoduleWith { modules = [ (service pkgs) ]; });
          default = { };
          visible = "shallow";
          description = "Services that belong to this one.";
        };
      };
    };
in
{
  flattenMapServicesConfigToList = everywhere;
  getWarnings = everywhere (
    loc: config: map (message: "in ${showOption loc}: ${message}") config.warnings
  );
  getAssertions = everywhere (
    loc: config:
    map (a: {
      message = "in ${showOption loc}: ${a.message}";
      inherit (a) assertion;
    }) config.assertions
  );

  configure =
    {
      serviceManagerPkgs,
      extraRootModules ? [ ],
      extraRootSpecialArgs ? { },
    }:
    {
      serviceSubmodule = types.submoduleWith {
        class = "service";
        modules = [ (service serviceManagerPkgs) ] ++ extraRootModules;
        specialArgs = extraRootSpecialArgs;
      };
    };
}
