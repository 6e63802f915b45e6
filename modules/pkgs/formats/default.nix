# `pkgs.formats`: for each format of configuration files a type for its values and a function that writes them.
#
#   (formats.json { }).type                      an option's type
#   (formats.json { }).generate "name" value     a file
#
# Values are serialised during evaluation, to the bytes that the usual tools write.
{ lib, pkgs }:
let
  inherit (lib) types;

  toJSON = import ./json.nix { inherit lib; };
  toTOML = import ./toml.nix { inherit lib; };
  toYAML = import ./yaml.nix { inherit lib; };

  # A file that can be changed like one that a shell command made: `overrideAttrs (old: { buildCommand = … })`.
  asWritten = "cp --no-preserve=mode \"$content\" \"$out\"\n";
  file =
    name: text:
    pkgs.makeWith
      (
        attrs:
        if attrs.buildCommand == asWritten then
          pkgs.writeText attrs.name text
        else
          pkgs.runCommandLocal attrs.name { content = pkgs.writeText "${attrs.name}-content" text; } attrs.buildCommand
      )
      {
        inherit name;
        buildCommand = asWritten;
      };

  # Scalars that INI-like formats know.
  atom =
    types.nullOr (
      types.oneOf [
        types.bool
        types.int
        types.float
        types.str
      ]
    )
    // {
      description = "INI atom (null, bool, int, float or string)";
    };
  listAtom =
    {
      listsAsDuplicateKeys ? false,
      listToValue ? null,
      atomsCoercedToLists ? null,
    }:
    assert lib.assertMsg (
      !(listsAsDuplicateKeys && listToValue != null)
    ) "formats: listsAsDuplicateKeys and listToValue exclude each other";
    if listsAsDuplicateKeys || listToValue != null then
      if atomsCoercedToLists == true then
        types.coercedTo atom lib.singleton (types.listOf atom)
        // {
          description = "${atom.description} or a list of them for duplicate keys";
        }
      else
        types.either atom (types.listOf atom)
        // {
          description = "${atom.description} or a list of them for duplicate keys";
        }
    else
      atom;

  # Lists become one value, where the format has a spelling for that.
  flatten =
    listToValue: if listToValue == null then lib.id else builtins.mapAttrs (_: v: if builtins.isList v then listToValue v else v);

  iniArgs = args: removeAttrs args [
    "listToValue"
    "atomsCoercedToLists"
  ];
in
{
  formats = {
    json = _: {
      type = types.json or (types.serializableValueWith { typeName = "JSON"; });
      generate = name: value: file name (toJSON value);
    };

    toml = _: {
      type = types.serializableValueWith {
        typeName = "TOML";
        nullable = false;
      };
      generate = name: value: file name (toTOML value);
    };

    yaml = pkgs.formats.yaml_1_1;
    yaml_1_1 = _: {
      type = types.serializableValueWith { typeName = "YAML 1.1"; };
      generate = name: value: file name (toYAML "1.1" value);
    };
    yaml_1_2 = _: {
      type = types.serializableValueWith { typeName = "YAML 1.2"; };
      generate = name: value: file name (toYAML "1.2" value);
    };

    ini =
      {
        listsAsDuplicateKeys ? false,
        listToValue ? null,
        atomsCoercedToLists ? null,
        ...
      }@args:
      let
        section = types.attrsOf (listAtom {
          inherit listsAsDuplicateKeys listToValue atomsCoercedToLists;
        });
      in
      {
        type = types.attrsOf section // {
          description = "section of an INI file (attrs of ${section.description})";
        };
        lib.types.atom = atom;
        generate =
          name: value:
          file name (
            lib.generators.toINI (iniArgs args) (builtins.mapAttrs (_: flatten listToValue) value)
          );
      };

    iniWithGlobalSection =
      {
        listsAsDuplicateKeys ? false,
        listToValue ? null,
        atomsCoercedToLists ? null,
        ...
      }@args:
      let
        section = types.attrsOf (listAtom {
          inherit listsAsDuplicateKeys listToValue atomsCoercedToLists;
        });
      in
      {
        type = types.submodule {
          options = {
            sections = lib.mkOption {
              type = types.attrsOf section;
              default = { };
              description = "Sections of the file, each with its keys.";
            };
            globalSection = lib.mkOption {
              type = section;
              default = { };
              description = "Keys before the first section.";
            };
          };
        };
        lib.types.atom = atom;
        generate =
          name:
          {
            sections ? { },
            globalSection ? { },
            ...
          }:
          file name (
            lib.generators.toINIWithGlobalSection (iniArgs args) {
              globalSection = flatten listToValue globalSection;
              sections = builtins.mapAttrs (_: flatten listToValue) sections;
            }
          );
      };

    gitIni =
      {
        listsAsDuplicateKeys ? false,
        ...
      }@args:
      let
        inherit (pkgs.formats.ini args) type;
        values = listAtom { inherit listsAsDuplicateKeys; };
      in
      {
        type = types.attrsOf (types.attrsOf (types.either values (types.attrsOf values)));
        lib.types.atom = atom;
        generate = name: value: file name (lib.generators.toGitINI value);
      };

    keyValue =
      {
        listsAsDuplicateKeys ? false,
        listToValue ? null,
        ...
      }@args:
      {
        type = types.attrsOf (listAtom {
          inherit listsAsDuplicateKeys listToValue;
        });
        lib.types.atom = atom;
        generate =
          name: value:
          file name (
            lib.generators.toKeyValue (removeAttrs args [ "listToValue" ]) (flatten listToValue value)
          );
      };

    systemd = pkgs.formats.ini { listsAsDuplicateKeys = true; };

    lua =
      {
        asBindings ? false,
        multiline ? true,
        columnWidth ? 100,
        indentWidth ? 2,
        indentUsingTabs ? false,
      }:
      {
        type = types.serializableValueWith { typeName = "Lua"; };
        lib.mkRaw = lib.generators.mkLuaInline;
        generate =
          name: value:
          file name (
            (if asBindings then "" else "return ")
            + lib.generators.toLua { inherit asBindings multiline; } value
            + (if asBindings then "" else "\n")
          );
      };

    plist =
      {
        escape ? true,
      }:
      {
        type = types.serializableValueWith { typeName = "Property list"; };
        generate = name: value: file name (lib.generators.toPlist { inherit escape; } value);
      };

    # As xmltodict writes it: "@name" is an attribute, "#text" the text of an element, a list repeats its element.
    xml =
      {
        format ? "badgerfish",
        withHeader ? true,
      }:
      {
        type = types.serializableValueWith { typeName = "XML"; };
        generate = name: value: file name (import ./xml.nix { inherit lib; } withHeader value);
      };

    # Java's: key=value, with everything escaped that is not plain.
    javaProperties =
      {
        comment ? "Generated with Nix",
        boolToString ? lib.boolToString,
      }:
      let
        escapeKey = builtins.replaceStrings [ "\\" " " "\t" "\n" "=" ":" "#" "!" ] [ "\\\\" "\\ " "\\t" "\\n" "\\=" "\\:" "\\#" "\\!" ];
        escapeValue = builtins.replaceStrings [ "\\" "\t" "\n" "=" ":" "#" "!" ] [ "\\\\" "\\t" "\\n" "\\=" "\\:" "\\#" "\\!" ];
        text =
          v:
          if builtins.isBool v then
            boolToString v
          else
            toString v;
      in
      {
        type = types.attrsOf (
          types.coercedTo (types.oneOf [
            types.bool
            types.int
            types.float
          ]) text types.str
        );
        generate =
          name: value:
          file name (
            "# ${comment}\n\n"
            + lib.concatStrings (
              lib.mapAttrsToList (
                k: v:
                let
                  escaped = escapeValue (text v);
                  # A blank at the beginning would be skipped.
                  kept = if lib.hasPrefix " " escaped then "\\" + escaped else escaped;
                in
                "${escapeKey k}=${kept}\n"
              ) value
            )
          );
      };
  };

  # The texts themselves, for those who put them together with others.
  serialise = {
    json = toJSON;
    toml = toTOML;
    yaml = toYAML "1.1";
  };
}
