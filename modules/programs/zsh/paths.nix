# Where zsh's files go, which `dotDir` decides.
{ config, lib }:
let
  cfg = config.programs.zsh;
  withoutSlash = lib.removeSuffix "/";
  inHome =
    path:
    if path == homeDir then
      "."
    else if lib.hasPrefix "${homeDir}/" path then
      lib.removePrefix "${homeDir}/" path
    else
      throw ''
        Attempted to convert an absolute path not within home directory to a
        home-relative path.
        Conversion attempted on:
          ${path}
        ...which does not start with:
          ${homeDir}
      '';
  homeDir = withoutSlash config.home.homeDirectory;
in
rec {
  inherit homeDir;

  cleanPathStr = path: lib.escapeShellArg (withoutSlash path);

  # Relative to the home, as the keys of `home.file` are.
  mkRelPathStr =
    path:
    let
      clean = withoutSlash path;
    in
    if lib.hasPrefix "/" clean then inHome clean else clean;

  mkAbsPathStr =
    path:
    let
      clean = withoutSlash path;
    in
    if lib.hasPrefix "/" clean then clean else "${homeDir}/${clean}";

  # Absolute, unless a shell variable in it is to be expanded by the shell.
  mkShellVarPathStr =
    path: if lib.hasInfix "$" path then withoutSlash path else mkAbsPathStr path;

  dotDirAbs = mkAbsPathStr cfg.dotDir;
  dotDirRel = mkRelPathStr cfg.dotDir;

  # Beside other things of the home, plugins get a directory of zsh's own.
  pluginsDir = "${dotDirAbs}${lib.optionalString (dotDirRel == ".") "/.zsh"}/plugins";
}
