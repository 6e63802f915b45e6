# What is run when a generation is activated, and the package that is activated.
#
# The entries named here are Home Manager's landmarks: people order their own against them. What
# they do there hm does itself, so most are empty; see manifest.nix for what becomes of them.
{ config, lib, ... }:
let
  inherit (lib) types;
  inherit (lib.hm) dag option;
in
{
  options.home = {
    activation = lib.mkOption {
      type = lib.hm.types.dagOf types.str;
      default = { };
      example = lib.literalExpression ''
        {
          myActivationAction = lib.hm.dag.entryAfter [ "writeBoundary" ] '''
            run ln -s $VERBOSE_ARG ''${builtins.toPath ./link-me-directly} $HOME
          ''';
        }
      '';
      description = ''
        Shell text to run at activation, in an order that respects the entries' wishes. Each should
        do no harm when run again. What changes the home goes after `writeBoundary`, and what needs
        the new files after `linkGeneration`. `run COMMAND` runs a command, or prints it in a dry
        run; `verboseEcho` speaks only when asked to; {var}`VERBOSE_ARG` is `--verbose` then.
      '';
    };
    activationPackage = lib.mkOption {
      type = types.package;
      internal = true;
      description = "The generation: files, packages, manifest and the script that activates them.";
    };
    activationGenerateGcRoot = option.internal types.bool true "Accepted for compatibility: hm roots every generation of a profile.";
    emptyActivationPath =
      option.internal types.bool (lib.versionAtLeast config.home.stateVersion "22.11")
        "Whether entries of {option}`home.activation` see only the programs that hm gives them.";
    extraActivationPath = option.internal (types.listOf types.package) [ ] "Packages whose programs entries of {option}`home.activation` may use.";
    extraBuilderCommands = option.internal types.lines "" "Commands for the builder of a generation; hm's starts no shell and cannot run them.";
  };

  options.uninstall = option.flag "Whether to activate an empty home, which removes everything that was managed.";

  config = {
    home.activationPackage = config.hm.generation;
    home.activation = {
      checkLinkTargets = dag.entryBefore [ "writeBoundary" ] "";
      checkFilesChanged = dag.entryBefore [ "linkGeneration" ] "";
      writeBoundary = dag.entryAnywhere "";
      linkGeneration = dag.entryAfter [ "writeBoundary" ] "";
      installPackages = dag.entryAfter [ "writeBoundary" ] "";
      onFilesChange = dag.entryAfter [ "linkGeneration" ] "";
    };

    home.file = lib.mkIf config.uninstall (lib.mkForce { });
    home.packages = lib.mkIf config.uninstall (lib.mkForce [ ]);

    warnings = lib.optional (config.home.extraBuilderCommands != "")
      "`home.extraBuilderCommands` is not run: a generation of hm is built without a shell.";
  };
}
