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

  # Why no link can stand at the target; null where one can. `own`: absolute directories that the program keeps for
  # itself.
  problem =
    { homeDirectory, own }:
    target:
    let
      path = lib.concatStringsSep "/" (walk target).parts;
      absolute = "${homeDirectory}/${path}";
      touches = directory: lib.hasPrefix "${directory}/" "${absolute}/" || lib.hasPrefix "${absolute}/" "${directory}/";
      touched = builtins.filter touches own;
    in
    if builtins.match "[^[:cntrl:]]*" target == null then
      "holds a control character, which no terminal shows and few programs expect in a file name"
    else if lib.hasPrefix "~" path then
      "begins with `~', which only a shell would take for a home directory; write it without"
    else if builtins.stringLength path > 4000 then
      "is longer than 4000 bytes"
    else if builtins.any (part: builtins.stringLength part > 255) (walk target).parts then
      "has a component longer than 255 bytes, which no file system takes"
    else if touched != [ ] then
      "lies where hm keeps its own files: `${builtins.head touched}'"
    else
      null;
}
