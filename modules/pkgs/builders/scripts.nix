# Scripts: shell scripts with a syntax check, and scripts of other languages.
{ lib, pkgs }:
let
  inherit (builtins) isAttrs isString match;

  shellCheck = [
    pkgs.runtimeShell
    "-n"
    "-O"
    "extglob"
  ];

  # A writer for scripts of one interpreter. The name may be a path ("/bin/x"): the script then stands there.
  makeScriptWriter =
    {
      interpreter,
      check ? null,
      makeWrapperArgs ? [ ],
    }:
    nameOrPath: content:
    let
      isPath = match "/.*" nameOrPath != null;
      text =
        if isString content then
          content
        else
          builtins.readFile content;
    in
    pkgs.writeTextFile {
      name = baseNameOf nameOrPath;
      destination = if isPath then nameOrPath else "";
      executable = true;
      text = "#! ${interpreter}\n${text}";
      inherit check;
    };

  # Writers may be called with settings first, or not.
  withOptional =
    make: name: argOrContent:
    if isAttrs argOrContent && !(argOrContent ? outPath) then
      make argOrContent name
    else
      make { } name argOrContent;
  binOf =
    writer: name:
    writer "/bin/${name}";

  simple = interpreter: check: withOptional (_: makeScriptWriter { inherit interpreter check; });
  shell = program: simple program [ program "-n" ];

  writers = {
    inherit makeScriptWriter;
    writeBash = shell "${lib.getExe' pkgs.bash "bash"}";
    writeBashBin = binOf writers.writeBash;
    writeDash = shell "${lib.getExe' pkgs.dash "dash"}";
    writeDashBin = binOf writers.writeDash;
    writeFish = withOptional (
      _:
      makeScriptWriter {
        interpreter = "${lib.getExe' pkgs.fish "fish"} --no-config";
        check = [
          "${lib.getExe' pkgs.fish "fish"}"
          "--no-config"
          "--no-execute"
        ];
      }
    );
    writeFishBin = binOf writers.writeFish;
    writeNu = simple "${lib.getExe' pkgs.nushell "nu"} --no-config-file" null;
    writeNuBin = binOf writers.writeNu;
    writePython3 = withOptional (
      { libraries ? [ ], ... }:
      (
        if libraries == [ ] then
          lib.id
        else
          lib.warn "writers.writePython3: no package source offers Python libraries yet; the script sees those of this machine."
      )
        (makeScriptWriter { interpreter = "${lib.getExe' pkgs.python3 "python3"}"; })
    );
    writePython3Bin = binOf writers.writePython3;
    writePerl = simple "${lib.getExe' pkgs.perl "perl"}" null;
    writePerlBin = binOf writers.writePerl;
    writeRuby = simple "${lib.getExe' pkgs.ruby "ruby"}" null;
    writeRubyBin = binOf writers.writeRuby;
    writeLua = simple "${lib.getExe' pkgs.lua "lua"}" null;
    writeLuaBin = binOf writers.writeLua;
    writeJS = simple "${lib.getExe' pkgs.nodejs "node"}" null;
    writeJSBin = binOf writers.writeJS;
    writeText = pkgs.writeText;
    writeJSON = name: (pkgs.formats.json { }).generate name;
    writeYAML = name: (pkgs.formats.yaml { }).generate name;
    writeTOML = name: (pkgs.formats.toml { }).generate name;
  };
in
{
  inherit writers;
  inherit (writers)
    writeBash
    writeBashBin
    writeDash
    writeDashBin
    ;

  writeShellScript =
    name: text:
    pkgs.writeTextFile {
      inherit name;
      executable = true;
      text = ''
        #!${pkgs.runtimeShell}
        ${text}
      '';
      check = shellCheck;
    };

  writeShellScriptBin =
    name: text:
    pkgs.writeTextFile {
      inherit name;
      executable = true;
      destination = "/bin/${name}";
      text = ''
        #!${pkgs.runtimeShell}
        ${text}
      '';
      check = shellCheck;
      meta.mainProgram = name;
    };

  writeShellApplication =
    {
      name,
      text,
      runtimeInputs ? [ ],
      runtimeEnv ? null,
      meta ? { },
      passthru ? { },
      checkPhase ? null,
      excludeShellChecks ? [ ],
      extraShellCheckFlags ? [ ],
      bashOptions ? [
        "errexit"
        "nounset"
        "pipefail"
      ],
      derivationArgs ? { },
      inheritPath ? true,
    }:
    pkgs.writeTextFile {
      inherit
        name
        passthru
        derivationArgs
        ;
      executable = true;
      destination = "/bin/${name}";
      allowSubstitutes = true;
      preferLocalBuild = false;
      meta = {
        mainProgram = name;
      }
      // meta;
      text = ''
        #!${pkgs.runtimeShell}
        ${lib.concatMapStringsSep "\n" (option: "set -o ${option}") bashOptions}
      ''
      + lib.optionalString (runtimeEnv != null) (
        lib.concatStrings (
          lib.mapAttrsToList (variable: value: ''
            ${lib.toShellVar variable value}
            export ${variable}
          '') runtimeEnv
        )
      )
      + lib.optionalString (runtimeInputs != [ ]) ''

        export PATH="${lib.makeBinPath runtimeInputs}${lib.optionalString inheritPath ":$PATH"}"
      ''
      + ''

        ${text}
      '';
      checkPhase = if checkPhase == null then "" else checkPhase;
      check = if checkPhase == null then shellCheck else null;
    };
}
