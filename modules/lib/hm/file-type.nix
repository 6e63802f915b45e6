# The type of `home.file` and its relatives: an attribute set of files below `basePath`.
#
# A target may be absolute or relative to `basePath`; it is kept relative to the home directory,
# which is how the manifest and the builder of `home-files` want it.
{
  homeDirectory,
  lib,
  pkgs,
}:
let
  inherit (lib) mkOption types;
  inherit (import ./strings.nix { inherit lib; }) storeFileName;
in
{
  fileType =
    optionName: basePathDescription: basePath:
    types.attrsOf (
      types.submodule (
        {
          name,
          config,
          options,
          ...
        }:
        {
          options = {
            enable = mkOption {
              type = types.bool;
              default = true;
              description = "Whether the file is put into the home.";
            };
            target = mkOption {
              type = types.nonEmptyStr;
              apply =
                path:
                lib.removePrefix "${homeDirectory}/" (
                  if lib.hasPrefix "/" path then path else "${basePath}/${path}"
                );
              defaultText = lib.literalExpression "name";
              description = "Where the file goes, relative to ${basePathDescription}.";
            };
            text = mkOption {
              type = types.nullOr types.lines;
              default = null;
              description = "Text of the file. Without it, {option}`${optionName}.<name>.source` says where the content is.";
            };
            source = mkOption {
              type = types.path;
              description = "File or directory that the target shows. Follows from {option}`${optionName}.<name>.text` where that is given.";
            };
            executable = mkOption {
              type = types.nullOr types.bool;
              default = null;
              description = "Whether the file may be executed; `null` keeps the mode of the source, and leaves a text not executable.";
            };
            recursive = mkOption {
              type = types.bool;
              default = false;
              description = "For a directory: make a real directory whose leaves are links, so that other files can stand beside them. Otherwise the target is one link to the directory.";
            };
            ignorelinks = mkOption {
              type = types.bool;
              default = false;
              description = "With {option}`recursive`: take a symbolic link of the source as a leaf, even when it leads to a directory.";
            };
            onChange = mkOption {
              type = types.lines;
              default = "";
              description = "Shell commands to run, after all files are in place, when the content has changed.";
            };
            force = mkOption {
              type = types.bool;
              default = false;
              description = "Replace what stands at the target without asking, whatever it is.";
            };
            # Ordinary priority is 100 and `mkDefault` 1000: a lower number is somebody's own source.
            inlined = mkOption {
              type = types.bool;
              default = config.text != null && options.source.highestPrio >= 1000;
              internal = true;
              description = "Whether the text alone is the content.";
            };
          };
          config = {
            target = lib.mkDefault name;
            source = lib.mkIf (config.text != null) (
              lib.mkDefault (
                pkgs.writeTextFile {
                  name = storeFileName name;
                  inherit (config) text;
                  executable = config.executable == true;
                }
              )
            );
          };
        }
      )
    );
}
