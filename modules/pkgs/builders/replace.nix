# Files with placeholders filled in. A file that can be read during evaluation needs no process.
{ lib, pkgs }:
let
  inherit (builtins)
    attrNames
    filter
    isPath
    isString
    readFile
    ;

  # What is in the store already, or elsewhere, but not what has to be built first.
  readable =
    src:
    isPath src
    || (
      isString src
      && builtins.all (c: !(c ? outputs || c ? allOutputs)) (builtins.attrValues (builtins.getContext src))
    );
  nameOf = src: args: args.name or (if isPath src then baseNameOf src else src.name or (baseNameOf (toString src)));

  # @name@ for each name; what is null stays as it is, for programs that know the same notation.
  replaceVarsWith =
    {
      src,
      replacements,
      name ? null,
      isExecutable ? false,
      dir ? null,
      meta ? { },
      ...
    }@args:
    let
      wanted = lib.filterAttrs (_: v: v != null) replacements;
      kept = attrNames (lib.filterAttrs (_: v: v == null) replacements);
      placeholder = n: "@${n}@";
      names = attrNames wanted;
      text = readFile src;
      absent = filter (n: !lib.hasInfix (placeholder n) text) (names ++ kept);
      result = builtins.replaceStrings (map placeholder names) (map (n: "${toString wanted.${n}}") names) text;
      file = if name != null then name else nameOf src { };
    in
    if !readable src then
      pkgs.runCommand file
        {
          inherit src meta;
          substitutions = lib.concatMap (n: [
            "--subst-var-by"
            n
            (toString wanted.${n})
          ]) names;
        }
        ''
          target=$out${lib.optionalString (dir != null) "/${dir}/${file}"}
          mkdir -p "$(dirname "$target")"
          substitute "$src" "$target" ${
            lib.concatMapStringsSep " " (n: "--subst-var-by ${n} ${lib.escapeShellArg (toString wanted.${n})}") names
          }
          ${lib.optionalString isExecutable "chmod +x \"$target\""}
        ''
    else if absent != [ ] then
      throw "replaceVars: ${toString src} has no placeholder ${lib.concatMapStringsSep ", " placeholder absent}"
    else
      pkgs.writeTextFile {
        name = file;
        text = result;
        executable = isExecutable;
        destination = if dir == null then "" else "/${dir}/${file}";
        inherit meta;
      };
in
{
  inherit replaceVarsWith;
  replaceVars = src: replacements: replaceVarsWith { inherit src replacements; };

  # Every string among the arguments replaces its name.
  substituteAll =
    {
      src,
      isExecutable ? false,
      dir ? null,
      name ? null,
      ...
    }@args:
    let
      about = [
        "src"
        "isExecutable"
        "dir"
        "name"
        "meta"
        "passthru"
        "postInstall"
      ];
      vars = removeAttrs args about;
      present = lib.filterAttrs (n: v: v != null && (!readable src || lib.hasInfix "@${n}@" (readFile src))) vars;
    in
    replaceVarsWith (
      {
        inherit src isExecutable dir;
        replacements = present;
        meta = args.meta or { };
      }
      // (if name == null then { } else { inherit name; })
    );
  substituteAllFiles = _: throw "substituteAllFiles is not there yet; use replaceVars for each file.";

  substitute =
    {
      src,
      substitutions ? [ ],
      replacements ? [ ],
      name ? nameOf src { },
      ...
    }:
    pkgs.runCommand name { inherit src; } ''
      substitute "$src" "$out" ${lib.escapeShellArgs substitutions} ${toString replacements}
    '';
}
