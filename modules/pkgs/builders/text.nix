# Files with a given text.
{ lib, pkgs }:
let
  inherit (builtins) head isString match;
  relative = path: lib.removePrefix "/" path;
in
rec {
  writeTextFile =
    {
      name ? "${pname}-${version}",
      pname ? null,
      version ? null,
      text,
      executable ? false,
      destination ? "",
      checkPhase ? "",
      meta ? { },
      passthru ? { },
      allowSubstitutes ? false,
      preferLocalBuild ? true,
      derivationArgs ? { },
      # Ours: a syntax check, program and arguments, to which the file is appended.
      check ? null,
    }:
    let
      program = match "/bin/([^/]+)" destination;
      about = {
        meta = (if program != null && executable then { mainProgram = head program; } else { }) // meta;
        passthru = passthru // (derivationArgs.passthru or { });
      }
      // (if pname == null then { } else { inherit pname version; });
      entry = {
        path = relative destination;
        inherit text executable;
      };
    in
    if checkPhase != "" then
      # Somebody's own commands: these need a shell.
      pkgs.runCommand name (
        {
          inherit checkPhase executable destination;
          # As a file of its own: a text may be longer than an environment variable.
          content = writeText "${name}-content" text;
        }
        // derivationArgs
        // about
      ) ''
        target=$out$destination
        mkdir -p "$(dirname "$target")"
        cp "$content" "$target"
        chmod u+w "$target"
        if [ -n "$executable" ]; then chmod +x "$target"; fi
        eval "$checkPhase"
      ''
    else
      pkgs.makeTree (
        about
        // {
          inherit name;
          entries = [ entry ];
        }
        // (
          if check == null then
            { }
          else if destination == "" then
            { inherit check; }
          else
            # The builder appends the output; the file is somewhere in it.
            {
              check = [
                pkgs.runtimeShell
                "-c"
                "exec ${lib.escapeShellArgs check} \"$1\"${lib.escapeShellArg destination}"
                "check"
              ];
            }
        )
      );

  writeText =
    name: text:
    writeTextFile {
      inherit name;
      text = if isString text then text else toString text;
    };

  writeTextDir =
    path: text:
    writeTextFile {
      inherit text;
      name = baseNameOf path;
      destination = "/${path}";
    };

  writeScript =
    name: text:
    writeTextFile {
      inherit name text;
      executable = true;
    };

  writeScriptBin =
    name: text:
    writeTextFile {
      inherit name text;
      executable = true;
      destination = "/bin/${name}";
    };

  # Files one after another.
  concatTextFile =
    {
      name,
      files,
      executable ? false,
      destination ? "",
      checkPhase ? "",
      meta ? { },
      passthru ? { },
    }:
    pkgs.runCommandLocal name
      {
        inherit
          files
          executable
          checkPhase
          meta
          passthru
          destination
          ;
      }
      ''
        target=$out$destination
        mkdir -p "$(dirname "$target")"
        cat $files > "$target"
        if [ -n "$executable" ]; then chmod +x "$target"; fi
        eval "$checkPhase"
      '';
  concatText = name: files: concatTextFile { inherit name files; };
  concatScript =
    name: files:
    concatTextFile {
      inherit name files;
      executable = true;
    };

  emptyFile = writeText "empty-file" "";
  emptyDirectory = pkgs.makeTree {
    name = "empty-directory";
    entries = [ ];
  };
}
