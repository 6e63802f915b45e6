# Words for what is renamed or about to change, and the shims that say them.
{ lib }:
let
  strings = import ./strings.nix { inherit lib; };
in
{
  mkDeprecatedOptionValueWarning =
    {
      option,
      old,
      replacement,
      details ? "",
    }:
    ''
      Using `${lib.showOption option}` as ${old} is deprecated and will be
      removed in a future release. Please use ${replacement} instead.
    ''
    + lib.optionalString (details != "") "\n${details}\n";

  mkDeprecatedOptionValueRenameWarning =
    {
      option,
      old,
      replacement,
    }:
    ''
      The value ${old} for `${lib.showOption option}` is deprecated and will be
      removed in a future release. Please use ${replacement} instead.
    '';

  # Renames below two prefixes. Each of the last argument's elements is a name, a path, or
  # `{ old, new }`; `transform` makes the new name where none is given.
  mkSettingsRenamedOptionModules =
    oldPrefix: newPrefix:
    {
      transform ? strings.toSnakeCase,
    }:
    map (
      spec:
      let
        old = lib.toList (if builtins.isAttrs spec then spec.old else spec);
        new = if builtins.isAttrs spec then lib.toList spec.new else map transform old;
      in
      lib.mkRenamedOptionModule (oldPrefix ++ old) (newPrefix ++ new)
    );

  # Renames the attributes that `pred` holds for, at every depth, and warns of each.
  remapAttrsRecursive =
    {
      pred,
      transform,
      ignore ? [ ],
    }:
    let
      rename = path: name: value: {
        name = transform name;
        value = walk "${path}.${name}" value;
      };
      walk =
        path: value:
        if builtins.isAttrs value then
          lib.mapAttrs' (
            name: item:
            let
              changes = pred name && !builtins.elem name ignore && transform name != name;
            in
            if changes then
              lib.warn "home-manager: The setting '${name}' in '${path}' was automatically renamed to '${transform name}'. Please update your configuration." (
                rename path name item
              )
            else
              lib.nameValuePair name (walk "${path}.${name}" item)
          ) value
        else if builtins.isList value then
          lib.imap0 (index: walk "${path}.[${toString index}]") value
        else
          value;
    in
    walk;

  # A default that `home.stateVersion` chooses.
  #
  # Usually `default` and `defaultText` go into `mkOption`, and the warning is said when the old
  # default is used. With `deferWarningToConfig` the default stays the new one, and the module
  # itself acts on `shouldWarn`, `warning` and `effectiveDefault`: for options that merge, where
  # evaluating the default says nothing about whether somebody relies on it.
  mkStateVersionOptionDefault =
    {
      stateVersion,
      since,
      optionPath,
      legacy,
      current,
      extraWarning ? "",
      config ? null,
      options ? null,
      warningPriority ? (lib.mkOptionDefault { }).priority,
      shouldWarn ? null,
      deferWarningToConfig ? false,
    }:
    let
      name = lib.showOption optionPath;
      show = choice: choice.text or (lib.generators.toPretty { } choice.value);
      old = show legacy;
      new = show current;
      isOld = lib.versionOlder stateVersion since;
      differs = legacy.value != current.value;
      warning =
        ''
          The default value of `${name}` has changed from `${old}` to `${new}`.
          You are currently using the legacy default (`${old}`) because `home.stateVersion` is less than "${since}".
          To silence this warning and keep legacy behavior, set:
            ${name} = ${old};
          To adopt the new default behavior, set:
            ${name} = ${new};
        ''
        + lib.optionalString (extraWarning != "") "\n${extraWarning}";

      knowsOptions = config != null && options != null;
      optionInfo = lib.optionalAttrs knowsOptions (lib.getAttrFromPath optionPath options);
      optionUsesDefaultPriority = knowsOptions && optionInfo.highestPrio >= warningPriority;
      wantsWarning =
        if lib.isFunction shouldWarn then
          shouldWarn { inherit optionInfo optionUsesDefaultPriority; }
        else
          optionUsesDefaultPriority;
    in
    assert lib.assertMsg (deferWarningToConfig -> knowsOptions) ''
      `lib.hm.deprecations.mkStateVersionOptionDefault` requires both `config` and `options`
      when `deferWarningToConfig = true`.
    '';
    {
      inherit warning optionUsesDefaultPriority;
      default =
        if isOld && differs && !deferWarningToConfig then lib.warn warning legacy.value else current.value;
      defaultText = lib.literalExpression ''
        if lib.versionAtLeast config.home.stateVersion "${since}" then ${new} else ${old}
      '';
      effectiveDefault = if isOld then legacy.value else current.value;
      shouldWarn = deferWarningToConfig && isOld && differs && wantsWarning;
    };

  # Holds for an entry of a list option that has `triggerField` but lacks `omittedField`.
  mkListEntryOmittedFieldPredicate =
    {
      omittedField,
      triggerField,
      triggerPredicate ? value: value != null && value != "",
    }:
    { value, ... }:
    builtins.isAttrs value
    && value ? ${triggerField}
    && triggerPredicate value.${triggerField}
    && !(value ? ${omittedField});

  # One warning for each entry of a list option that relies on an old default.
  mkStateVersionListSubmoduleWarnings =
    {
      stateVersion,
      since,
      baseWarning,
      definitions,
      shouldWarnEntry,
      describeEntry ? _: "an entry",
      extraEntryWarning ? _: "",
    }:
    let
      entries = lib.concatMap (
        definition:
        lib.imap1 (index: value: {
          inherit index value;
          file = baseNameOf (toString definition.file);
        }) definition.value
      ) definitions;
      describe =
        entry:
        "${lib.removeSuffix "\n" baseWarning}\nTriggered by ${describeEntry entry} defined in `${entry.file}` at list index ${toString entry.index}."
        + lib.optionalString (extraEntryWarning entry != "") "\n${extraEntryWarning entry}";
    in
    lib.optionals (lib.versionOlder stateVersion since) (
      map describe (builtins.filter shouldWarnEntry entries)
    );
}
