# The target of a file as the manifest has it: relative to the home, without empty, `.` or `..` parts.
#
# An absolute target outside the home is taken below it, as Home Manager does.
{ lib }:
let
  walk =
    target:
    lib.foldl'
      (
        at: part:
        if part == "" || part == "." then
          at
        else if part != ".." then
          at // { parts = at.parts ++ [ part ]; }
        else if at.parts == [ ] then
          at // { leaves = true; }
        else
          at // { parts = lib.init at.parts; }
      )
      {
        parts = [ ];
        leaves = false;
      }
      (builtins.filter builtins.isString (builtins.split "/" target));
in
{
  clean = target: lib.concatStringsSep "/" (walk target).parts;

  # Does the target lead out of the home?
  leavesHome = target: (walk target).leaves;
}
