# What packages say about themselves.
{ lib }:
let
  inherit (builtins)
    isString
    mapAttrs
    match
    ;
  inherit (lib.attrsets) isDerivation matchAttrs;
  inherit (lib.strings) getName;

  bySpdx = lib.attrsets.mapAttrs' (_: license: {
    name = lib.strings.toLower license.spdxId;
    value = license;
  }) (lib.attrsets.filterAttrs (_: license: license ? spdxId) lib.licenses);
in
rec {
  addMetaAttrs =
    new: drv:
    if drv ? overrideAttrs then
      drv.overrideAttrs (old: {
        meta = (old.meta or { }) // new;
      })
    else
      drv // { meta = (drv.meta or { }) // new; };

  # Names with which a package is shown and installed.
  setName = name: drv: drv // { inherit name; };
  updateName = f: drv: drv // { name = f drv.name; };
  appendToName =
    suffix:
    updateName (
      name:
      let
        parsed = builtins.parseDrvName name;
      in
      "${parsed.name}-${suffix}-${parsed.version}"
    );

  mapDerivationAttrset =
    f: set: mapAttrs (_: pkg: if isDerivation pkg then f pkg else pkg) set;

  # Which of two packages with the same file wins: the lower number.
  defaultPriority = 5;
  setPrio = priority: addMetaAttrs { inherit priority; };
  dontDistribute = addMetaAttrs { hydraPlatforms = [ ]; };
  lowPrio = setPrio 10;
  lowPrioSet = mapDerivationAttrset lowPrio;
  hiPrio = setPrio (-10);
  hiPrioSet = mapDerivationAttrset hiPrio;

  platformMatch =
    platform: pattern:
    (isString pattern && platform.system or null == pattern)
    || (
      !isString pattern && matchAttrs (if pattern ? parsed then pattern else { parsed = pattern; }) platform
    );

  availableOn =
    platform: pkg:
    pkg == null
    || (
      lib.lists.any (platformMatch platform) (pkg.meta.platforms or [ { } ])
      && !lib.lists.any (platformMatch platform) (pkg.meta.badPlatforms or [ ])
    );

  licensesSpdx = lib.attrsets.mapAttrs' (_: license: {
    name = license.spdxId;
    value = license;
  }) (lib.attrsets.filterAttrs (_: license: license ? spdxId) lib.licenses);

  getLicenseFromSpdxId =
    id:
    getLicenseFromSpdxIdOr id (
      lib.trivial.warn "getLicenseFromSpdxId: No license matches the given SPDX ID: ${id}" {
        shortName = id;
      }
    );
  getLicenseFromSpdxIdOr = id: default: bySpdx.${lib.strings.toLower id} or default;

  # The path of a package's main program.
  getExe =
    pkg:
    getExe' pkg (
      pkg.meta.mainProgram or (
        # The name is a guess, and known to be wrong now and then.
        lib.trivial.warn
          "getExe: Package ${
            lib.strings.escapeNixIdentifier pkg.meta.name or pkg.pname or pkg.name
          } does not have the meta.mainProgram attribute. We'll assume that the main program has the same name for now, but this behavior is deprecated, because it leads to surprising errors when the assumption does not hold. If the package has a main program, please set `meta.mainProgram` in its definition to make this warning go away. Otherwise, if the package does not have a main program, or if you don't control its definition, use getExe' to specify the name to the program, such as lib.getExe' foo \"bar\"."
          getName
          pkg
      )
    );
  getExe' =
    pkg: program:
    assert lib.assertMsg (isDerivation pkg)
      "lib.meta.getExe': The first argument is of type ${builtins.typeOf pkg}, but it should be a derivation instead.";
    assert lib.assertMsg (isString program)
      "lib.meta.getExe': The second argument is of type ${builtins.typeOf program}, but it should be a string instead.";
    assert lib.assertMsg (match ".*/.*" program == null)
      "lib.meta.getExe': The second argument \"${program}\" is a nested path with a \"/\" character, but it should just be the name of the executable instead.";
    "${lib.attrsets.getBin pkg}/bin/${program}";

  cpeFullVersionWithVendor = vendor: version: {
    inherit vendor version;
    update = "*";
  };
}
