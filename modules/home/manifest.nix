# The generation and its manifest: all that activation will ever know of the configuration.
#
# Read only what Home Manager has too, so that the same file can stand in its module list.
{
  config,
  lib,
  ...
}:
let
  cfg = config.home;
  builders = import ./builders.nix;
  target = import ./target.nix { inherit lib; };

  sorted = lib.hm.dag.topoSort cfg.activation;
  entries =
    sorted.result or (abort "Dependency cycle in activation script: ${builtins.toJSON sorted}");

  # Before the link step the old home is whole, after it the new one is.
  linkIndex = lib.lists.findFirstIndex (entry: entry.name == "linkGeneration") 0 entries;
  phaseOf =
    index:
    if index < linkIndex then
      "before"
    else if index == linkIndex then
      "link"
    else
      "after";
  activation = lib.imap0 (index: entry: {
    inherit (entry) name;
    phase = phaseOf index;
    text = entry.data;
  }) entries;

  files = builtins.filter (file: file.enable) (lib.attrValues cfg.file);
  fileOptions = lib.listToAttrs (
    map (
      file:
      lib.nameValuePair (target.clean file.target) {
        inherit (file) force onChange recursive;
      }
    ) files
  );

  # Unit files proper: those of `.wants` and `.requires` directories are links to them.
  unitDirectory = "${lib.removePrefix "${cfg.homeDirectory}/" config.xdg.configHome}/systemd/user/";
  unitName = file: lib.removePrefix unitDirectory file.target;
  isUnit =
    file:
    lib.hasPrefix unitDirectory file.target
    && builtins.match "[^/]+\\.(service|socket|target|timer|path|mount|automount|slice|swap|scope)" (unitName file) != null;
  units = map (file: {
    name = unitName file;
    inherit (file) target;
  }) (builtins.filter isUnit files);

  describePackage =
    package:
    {
      name = package.pname or (lib.getName package);
      version = package.version or "";
      path = "${package}";
      origin = package.origin or "hm";
    }
    // lib.optionalAttrs (package.program or null != null) { inherit (package) program; };

  # The file of session variables travels as a package; nobody asked for it.
  isAskedFor = package: "${package}" != "${cfg.sessionVariablesPackage}";

  # Variables as text; an absent one is not in the manifest at all.
  variableText = value: if builtins.isBool value then lib.boolToString value else toString value;
  sessionVariables = lib.mapAttrs (_: variableText) (
    lib.filterAttrs (_: value: value != null) cfg.sessionVariables
  );

  specialisations = lib.mapAttrs (
    _: special: "${special.configuration.home.activationPackage}"
  ) config.specialisation;
in
{
  options.hm = {
    manifest = lib.mkOption {
      type = lib.types.raw;
      internal = true;
      readOnly = true;
      description = "The manifest of the generation, without the list of files that its builder adds.";
    };
    generation = lib.mkOption {
      type = lib.types.package;
      internal = true;
      readOnly = true;
      description = "The generation: files, packages and the manifest.";
    };
  };

  config.hm.manifest = {
    version = 1;
    inherit (cfg) username homeDirectory stateVersion;
    inherit
      activation
      fileOptions
      sessionVariables
      units
      ;
    packages = lib.unique (map describePackage (builtins.filter isAskedFor cfg.packages));
    startServices = config.systemd.user.startServices;
    activationPath = map (package: "${package}/bin") cfg.extraActivationPath;
    specialisations = builtins.attrNames config.specialisation;
    inherit (config) warnings;
    news = [ ];
  };

  config.hm.generation = builders.generation "home-manager-generation" {
    homeFiles = "${config.home-files}";
    homePath = "${cfg.path}";
    # Home Manager's generations activate themselves. Ours are activated by the program, which plans
    # first, keeps a journal and can undo; so whoever runs the script is told how.
    activate = ''
      #!/bin/sh
      echo "This is a generation of hm: 'hm switch' makes a new one current, 'hm rollback N' an old one." >&2
      exit 1
    '';
    inherit (config.hm) manifest;
    inherit specialisations;
    hmVersion = config.hm.version;
    extraDependencies = map (path: "${path}") cfg.extraDependencies;
    checks = map (check: "${check}") cfg.checks;
  };
}
