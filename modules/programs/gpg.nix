{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) mkDefault mkIf mkOption types;
  inherit (lib.hm) dag option;
  cfg = config.programs.gpg;
  gpg = if cfg.package == null then "gpg" else "${cfg.package}/bin/gpg";
  quote = lib.escapeShellArg;

  settings = with types; attrsOf (either (oneOf [ str bool ]) (listOf str));
  settingsText = lib.generators.toKeyValue {
    mkKeyValue =
      key: value: if builtins.isString value then "${key} ${value}" else lib.optionalString value key;
    listsAsDuplicateKeys = true;
  };
  file = content: mkIf (content != { }) { text = settingsText content; };

  levels = {
    unknown = 1;
    never = 2;
    marginal = 3;
    full = 4;
    ultimate = 5;
  };
  trustNames = [
    "unknown"
    "never"
    "marginal"
    "full"
    "ultimate"
  ];
  publicKey =
    { config, ... }:
    {
      options = {
        text = option.nullable types.str "The key itself.";
        source = option.required types.path "File that holds the key.";
        trust = mkOption {
          type = types.nullOr (types.enum (lib.concatMap (name: [ name levels.${name} ]) trustNames));
          default = null;
          apply = value: if builtins.isString value then levels.${value} else value;
          description = "How far the key's owner is trusted to vouch for others.";
        };
      };
      config.source = mkIf (config.text != null) (pkgs.writeText "gpg-pubkey" config.text);
    };

  trustFunctions = ''
    function gpgKeyId() {
      ${gpg} --show-key --with-colons "$1" \
        | grep ^pub: \
        | cut -d: -f5
    }

    function importTrust() {
      local keyIds trust
      mapfile -t keyIds <<< "$(gpgKeyId "$1")"
      trust="$2"
      for id in "''${keyIds[@]}" ; do
        { echo trust; echo "$trust"; (( trust == 5 )) && echo y; echo quit; } \
          | ${gpg} --no-tty --command-fd 0 --edit-key "$id"
      done
    }

  '';

  # A key ring made once, for homes whose keys do not change in place.
  keyring = pkgs.runCommand "gpg-pubring" { buildInputs = [ cfg.package ]; } ''
    export GNUPGHOME
    GNUPGHOME=$(mktemp -d)

    ${trustFunctions}
    ${lib.concatMapStringsSep "\n" (key: ''
      ${gpg} --import ${key.source}
      ${lib.optionalString (key.trust != null) ''importTrust "${key.source}" ${toString key.trust}''}
    '') cfg.publicKeys}

    mkdir $out
    cp $GNUPGHOME/pubring.kbx $out/pubring.kbx
    if [[ -e $GNUPGHOME/trustdb.gpg ]] ; then
      cp $GNUPGHOME/trustdb.gpg $out/trustdb.gpg
    fi
  '';

  importKey =
    key:
    lib.optional cfg.mutableKeys "run ${gpg} $QUIET_ARG --import ${key.source}"
    ++ lib.optional (
      key.trust != null && cfg.mutableTrust
    ) ''run importTrust "${key.source}" ${toString key.trust}'';
  imports = lib.concatStringsSep "\n" (lib.concatMap importKey cfg.publicKeys);
  fixesTrust = !cfg.mutableTrust && lib.any (key: key.trust != null) cfg.publicKeys;
  importText =
    lib.optional (imports != "") ''
      export GNUPGHOME=${quote cfg.homedir}
      if [[ ! -v VERBOSE ]]; then
        QUIET_ARG="--quiet"
      else
        QUIET_ARG=""
      fi
      ${trustFunctions}
      ${imports}
      unset GNUPGHOME QUIET_ARG keyId importTrust
    ''
    ++ lib.optional fixesTrust ''install -m 0700 ${keyring}/trustdb.gpg "${cfg.homedir}/trustdb.gpg"'';
in
{
  options.programs.gpg = {
    enable = lib.mkEnableOption "GnuPG";
    package = lib.mkPackageOption pkgs "gnupg" { nullable = true; };
    settings = mkOption {
      type = settings;
      description = "Options of {file}`gpg.conf`, beside a set of careful defaults.";
    };
    scdaemonSettings = option.value settings { } "Options of {file}`scdaemon.conf`.";
    dirmngrSettings = option.value settings { } "Options of {file}`dirmngr.conf`.";
    gpgsmSettings = option.value settings { } "Options of {file}`gpgsm.conf`.";
    homedir = option.value types.path "${config.home.homeDirectory}/.gnupg" "Directory of GnuPG's files.";
    mutableKeys = option.bool true "Whether keys may be added and removed in place.";
    mutableTrust = option.bool true "Whether trust may be changed in place.";
    publicKeys = option.list (types.submodule publicKey) "Keys that are imported at activation.";
  };

  config = mkIf cfg.enable {
    programs.gpg.settings = lib.mapAttrs (_: mkDefault) {
      personal-cipher-preferences = "AES256 AES192 AES";
      personal-digest-preferences = "SHA512 SHA384 SHA256";
      personal-compress-preferences = "ZLIB BZIP2 ZIP Uncompressed";
      default-preference-list = "SHA512 SHA384 SHA256 AES256 AES192 AES ZLIB BZIP2 ZIP Uncompressed";
      cert-digest-algo = "SHA512";
      s2k-digest-algo = "SHA512";
      s2k-cipher-algo = "AES256";
      display-charset = "utf-8";
      no-comments = true;
      no-emit-version = true;
      keyid-format = "0xlong";
      list-options = "show-uid-validity";
      verify-options = "show-uid-validity";
      with-fingerprint = true;
      require-cross-certification = true;
      no-symkey-cache = true;
    };

    home.packages = mkIf (cfg.package != null) [ cfg.package ];
    home.sessionVariables.GNUPGHOME = cfg.homedir;
    home.file = {
      "${cfg.homedir}/gpg.conf" = file cfg.settings;
      "${cfg.homedir}/scdaemon.conf" = file cfg.scdaemonSettings;
      "${cfg.homedir}/dirmngr.conf" = file cfg.dirmngrSettings;
      "${cfg.homedir}/gpgsm.conf" = file cfg.gpgsmSettings;
      "${cfg.homedir}/pubring.kbx" = mkIf (!cfg.mutableKeys && cfg.publicKeys != [ ]) {
        source = "${keyring}/pubring.kbx";
      };
    };
    home.activation = {
      # GnuPG complains about a directory that others may read.
      createGpgHomedir = dag.entryBetween [ "linkGeneration" ] [ "writeBoundary" ] ''
        run mkdir -m700 -p $VERBOSE_ARG ${quote cfg.homedir}
      '';
      importGpgKeys = mkIf (cfg.publicKeys != [ ]) (
        dag.entryAfter [ "linkGeneration" ] (lib.concatStringsSep "\n" importText)
      );
    };
  };
}
