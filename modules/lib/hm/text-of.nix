# The text of a file that a builder without a process writes; null for any other source.
source:
let
  entries = source.drvAttrs.entries or [ ];
  entry = builtins.head entries;
in
if builtins.isAttrs source && builtins.length entries == 1 && entry.path == "" then
  entry.text or null
else
  null
