# Desktop entries, and wrappers around programs.
{ lib, pkgs }:
let
  inherit (builtins) isBool isList;
in
{
  # https://specifications.freedesktop.org/desktop-entry-spec/
  makeDesktopItem = lib.makeOverridable (
    {
      name,
      type ? "Application",
      desktopName,
      genericName ? null,
      noDisplay ? null,
      comment ? null,
      icon ? null,
      onlyShowIn ? [ ],
      notShowIn ? [ ],
      dbusActivatable ? null,
      tryExec ? null,
      exec ? null,
      path ? null,
      terminal ? null,
      actions ? { },
      mimeTypes ? [ ],
      categories ? [ ],
      implements ? [ ],
      keywords ? [ ],
      startupNotify ? null,
      startupWMClass ? null,
      url ? null,
      prefersNonDefaultGPU ? null,
      extraConfig ? { },
      destination ? "/share/applications",
    }:
    let
      show =
        v:
        if v == null then
          null
        else if isBool v then
          lib.boolToString v
        else if isList v then
          (if v == [ ] then null else lib.concatMapStrings (x: "${x};") v)
        else
          toString v;
      # Keys in the order of the specification; what is not given is not written.
      section =
        title: keys:
        "[${title}]\n"
        + lib.concatMapStrings (
          k:
          let
            text = show k.value;
          in
          if text == null then "" else "${k.name}=${text}\n"
        ) keys;
      key = name: value: { inherit name value; };
      action =
        id:
        {
          name,
          icon ? null,
          exec ? null,
        }:
        "\n"
        + section "Desktop Action ${id}" [
          (key "Name" name)
          (key "Icon" icon)
          (key "Exec" exec)
        ];
    in
    pkgs.writeTextFile {
      name = "${name}.desktop";
      destination = "${destination}/${name}.desktop";
      text =
        section "Desktop Entry" (
          [
            (key "Type" type)
            (key "Version" "1.5")
            (key "Name" desktopName)
            (key "GenericName" genericName)
            (key "NoDisplay" noDisplay)
            (key "Comment" comment)
            (key "Icon" icon)
            (key "OnlyShowIn" onlyShowIn)
            (key "NotShowIn" notShowIn)
            (key "DBusActivatable" dbusActivatable)
            (key "TryExec" tryExec)
            (key "Exec" exec)
            (key "Path" path)
            (key "Terminal" terminal)
            (key "Actions" (builtins.attrNames actions))
            (key "MimeType" mimeTypes)
            (key "Categories" categories)
            (key "Implements" implements)
            (key "Keywords" keywords)
            (key "StartupNotify" startupNotify)
            (key "StartupWMClass" startupWMClass)
            (key "URL" url)
            (key "PrefersNonDefaultGPU" prefersNonDefaultGPU)
          ]
          ++ lib.attrsToList extraConfig
        )
        + lib.concatStrings (lib.mapAttrsToList action actions);
    }
  );

  # `makeWrapper PROGRAM WRAPPER OPTIONS…`, `wrapProgram FILE OPTIONS…`: as programs, so that no build hook is needed.
  makeWrapper = pkgs.makeTree {
    name = "make-wrapper";
    pname = "make-wrapper";
    entries = map (program: {
      path = "bin/${program}";
      executable = true;
      text = "#!${pkgs.runtimeShell}\nhm_program=${program}\n" + builtins.readFile ../stdenv/make-wrapper.sh;
    }) [ "makeWrapper" "makeBinaryWrapper" "makeShellWrapper" "wrapProgram" "wrapProgramShell" "wrapProgramBinary" ];
    meta.mainProgram = "makeWrapper";
  };
  makeBinaryWrapper = pkgs.makeWrapper;
  makeShellWrapper = pkgs.makeWrapper;

  # Takes part in a build by installing the desktop items given as `desktopItems`.
  copyDesktopItems = pkgs.makeTree {
    name = "copy-desktop-items";
    entries = [
      {
        path = "nix-support/setup-hook";
        text = ''
          copyDesktopItems() {
            local item
            for item in $desktopItems; do
              mkdir -p "$out/share/applications"
              cp -L "$item"/share/applications/* "$out/share/applications/"
            done
          }
          postInstallHooks+=(copyDesktopItems)
        '';
      }
    ];
  };

  # Hooks of builds that hosts do not need.
  makeSetupHook =
    {
      name ? "hook",
      substitutions ? { },
      ...
    }:
    script:
    pkgs.makeTree {
      inherit name;
      entries = [
        {
          path = "nix-support/setup-hook";
          text = builtins.replaceStrings (map (n: "@${n}@") (builtins.attrNames substitutions)) (map toString (
            builtins.attrValues substitutions
          )) (builtins.readFile script);
        }
      ];
    };
  installShellFiles = pkgs.makeTree {
    name = "install-shell-files";
    entries = [
      {
        path = "nix-support/setup-hook";
        text = builtins.readFile ../stdenv/install-shell-files.sh;
      }
    ];
  };
}
