# The target of a file as the manifest has it: relative to the home, without empty or `.` parts.
{ lib }:
rec {
  clean =
    target:
    lib.concatStringsSep "/" (
      builtins.filter (part: part != "" && part != ".") (
        builtins.filter builtins.isString (builtins.split "/" target)
      )
    );

  # Does the target leave the home, at its end or on the way?
  leavesHome = target: lib.hasPrefix "/" target || builtins.elem ".." (lib.splitString "/" target);
}
