# Command lines from attribute sets.
{ lib }:
let
  inherit (builtins)
    concatMap
    isBool
    isList
    stringLength
    ;
  inherit (lib.attrsets) mapAttrsToList;
  inherit (lib.strings) escapeShellArgs;
in
rec {
  # One dash for one letter, two for more.
  toGNUCommandLineShell =
    options: attrs: escapeShellArgs (toGNUCommandLine options attrs);
  toGNUCommandLine =
    {
      mkOptionName ? name: if stringLength name == 1 then "-${name}" else "--${name}",
      mkBool ? name: value: if value then [ (mkOptionName name) ] else [ ],
      mkList ? name: values: concatMap (mkOption name) values,
      mkOption ?
        name: value:
        if value == null then
          [ ]
        else if optionValueSeparator == null then
          [
            (mkOptionName name)
            (lib.generators.mkValueStringDefault { } value)
          ]
        else
          [ "${mkOptionName name}${optionValueSeparator}${lib.generators.mkValueStringDefault { } value}" ],
      optionValueSeparator ? null,
    }:
    attrs:
    let
      render =
        name: value:
        if isBool value then
          mkBool name value
        else if isList value then
          mkList name value
        else
          mkOption name value;
    in
    builtins.concatLists (mapAttrsToList render attrs);

  # optionFormat name: { option; sep; explicitBool; formatArg?; }
  toCommandLineShell =
    optionFormat: attrs: escapeShellArgs (toCommandLine optionFormat attrs);
  toCommandLine =
    optionFormat: attrs:
    let
      render =
        name:
        let
          format = optionFormat name;
          formatArg = format.formatArg or (lib.generators.mkValueStringDefault { });
          withValue =
            value:
            if format.sep == null then
              [
                format.option
                (formatArg value)
              ]
            else
              [ "${format.option}${format.sep}${formatArg value}" ];
          one =
            value:
            if isList value then
              concatMap one value
            else if value == null then
              [ ]
            else if isBool value && !format.explicitBool then
              if value then [ format.option ] else [ ]
            else
              withValue value;
        in
        one;
    in
    builtins.concatLists (mapAttrsToList render attrs);

  toCommandLineShellGNU =
    options: attrs: escapeShellArgs (toCommandLineGNU options attrs);
  toCommandLineGNU =
    {
      isLong ? name: stringLength name > 1,
      explicitBool ? false,
      formatArg ? lib.generators.mkValueStringDefault { },
    }:
    toCommandLine (name: {
      option = if isLong name then "--${name}" else "-${name}";
      sep = if isLong name then "=" else "";
      inherit explicitBool formatArg;
    });
}
