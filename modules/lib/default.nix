# The library: functions with the names and meanings that configurations know from nixpkgs' `lib`.
#
# Each subject has its file and its attribute (`lib.strings`, `lib.types`, …); most functions stand at the top level
# too. `lib.extend` lays an overlay over all of it: what the library itself uses is then looked up in the result.
let
  fixedPoints = import ./fixed-points.nix { };

  lib = fixedPoints.makeExtensible (
    lib:
    let
      load = file: import file { inherit lib; };

      subjects = {
        trivial = load ./trivial.nix;
        inherit fixedPoints;
        attrsets = load ./attrsets.nix;
        lists = load ./lists.nix;
        strings = load ./strings.nix;
        stringsWithDeps = load ./strings-with-deps.nix;
        customisation = load ./customisation.nix;
        derivations = load ./derivations.nix;
        meta = load ./meta.nix;
        versions = load ./versions.nix;
        options = load ./options.nix;
        types = load ./types.nix;
        modules = load ./modules.nix;
        asserts = load ./asserts.nix;
        debug = load ./debug.nix;
        generators = load ./generators.nix;
        misc = load ./deprecated.nix;
        gvariant = load ./gvariant.nix;
        cli = load ./cli.nix;
        filesystem = load ./filesystem.nix;
        path = load ./path.nix;
        sources = load ./sources.nix;
        fileset = load ./fileset.nix;
        systems = load ./systems.nix;
        platforms = lib.systems.doubles;
        licenses = load ./licenses.nix;
        maintainers = load ./maintainers.nix;
        teams = load ./maintainers.nix;
        sourceTypes = load ./source-types.nix;
        fetchers = load ./fetchers.nix;
        network = load ./network.nix;
      };

      without = names: set: removeAttrs set names;

      # Functions at the top level. Where two subjects have one name, the later wins.
      everyday =
        without [
          "codeName"
          "oldestSupportedRelease"
          "release"
          "revisionWithDefault"
          "versionSuffix"
        ] subjects.trivial
        // fixedPoints
        // subjects.stringsWithDeps
        // without [
          "longestValidPathPrefix"
          "unionOfDisjoint"
        ] subjects.attrsets
        // without [
          "charToInt"
          "commonPrefixLength"
          "commonSuffixLength"
          "escapeC"
          "escapeNixIdentifier"
          "escapeNixString"
          "floatToString"
          "isConvertibleWithToString"
          "levenshtein"
          "levenshteinAtMost"
          "normalizePath"
          "sanitizeDerivationName"
          "storeDir"
        ] subjects.strings
        // without [
          "commonPrefix"
          "findFirstIndex"
          "hasPrefix"
          "removePrefix"
        ] subjects.lists
        // subjects.customisation
        // subjects.derivations
        // {
          inherit (subjects.filesystem)
            pathType
            pathIsDirectory
            pathIsRegularFile
            baseNameOf
            dirOf
            isPath
            packagesFromDirectoryRecursive
            ;
          inherit (subjects.sources)
            cleanSourceFilter
            cleanSource
            sourceByRegex
            sourceFilesBySuffices
            commitIdFromGitRepo
            cleanSourceWith
            pathHasContext
            canCleanSource
            pathIsGitRepo
            revOrTag
            repoRevToName
            ;
          inherit (subjects.asserts) assertMsg assertOneOf;
          inherit (subjects.generators) mkLuaInline;
          inherit (subjects.types)
            mkOptionType
            isOptionType
            isType
            setType
            defaultFunctor
            defaultTypeMerge
            ;
          inherit (subjects.network.ipv6) mkEUI64Suffix;
        }
        // without [ "throwTestFailures" ] subjects.debug
        // subjects.misc
        // without [
          "availableOn"
          "cpeFullVersionWithVendor"
          "defaultPriority"
          "platformMatch"
        ] subjects.meta
        // without [
          "literalCode"
          "renderOptionValue"
          "showDefs"
        ] subjects.options
        // without [
          "collectModules"
          "defaultOrderPriority"
          "defaultOverridePriority"
          "filterOverrides'"
          "importApply"
          "mergeAttrDefinitionsWithPrio"
          "mergeMember"
          "mkAliasAndWrapDefsWithPriority"
          "mkAliasIfDef"
          "mergeModules'"
        ] subjects.modules;

      values = {
        inherit (builtins)
          getContext
          hasContext
          hashString
          placeholder
          toFile
          toString
          toXML
          tryEval
          ;
        fromTOML = builtins.fromTOML;
      }
      // (if builtins ? convertHash then { inherit (builtins) convertHash; } else { });
    in
    everyday // values // subjects
  );
in
lib
