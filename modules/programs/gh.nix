{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) mkIf types;
  inherit (lib.hm) option;
  cfg = config.programs.gh;
  yaml = pkgs.formats.yaml { };
  hosts = "${config.xdg.configHome}/gh/hosts.yml";
  renamed = old: new: lib.mkRenamedOptionModule ([ "programs" "gh" ] ++ old) ([ "programs" "gh" ] ++ new);
in
{
  imports = [
    (renamed [ "aliases" ] [ "settings" "aliases" ])
    (renamed [ "editor" ] [ "settings" "editor" ])
    (renamed [ "gitProtocol" ] [ "settings" "git_protocol" ])
    (renamed [ "enableGitCredentialHelper" ] [ "gitCredentialHelper" "enable" ])
  ];

  options.programs.gh = {
    enable = lib.mkEnableOption "GitHub CLI tool";
    package = lib.mkPackageOption pkgs "gh" { };
    settings = option.value (types.submodule {
      freeformType = yaml.type;
      options = {
        aliases = option.set types.str "Aliases of commands.";
        editor = option.str "" "Editor; that of the environment where empty.";
        git_protocol = option.str "https" "How repositories are reached: `https` or `ssh`.";
      };
    }) { } "Settings of {file}`config.yml`.";
    gitCredentialHelper = {
      enable = lib.mkEnableOption "the gh git credential helper" // {
        default = true;
      };
      hosts = option.value (types.listOf types.str) [
        "https://github.com"
        "https://gist.github.com"
      ] "Hosts that git asks gh for credentials of.";
    };
    extensions = option.packages "Extensions.";
    hosts = option.value yaml.type { } "Content of {file}`hosts.yml`.";
  };

  config = mkIf cfg.enable {
    home.packages = [ cfg.package ];
    xdg.configFile = {
      "gh/config.yml".source = yaml.generate "gh-config.yml" ({ version = "1"; } // cfg.settings);
      "gh/hosts.yml" = mkIf (cfg.hosts != { }) { source = yaml.generate "gh-hosts.yml" cfg.hosts; };
    };
    xdg.dataFile."gh/extensions" = mkIf (cfg.extensions != [ ]) {
      source = pkgs.linkFarm "gh-extensions" (
        map (extension: {
          name = extension.pname;
          path = "${extension}/bin";
        }) cfg.extensions
      );
    };
    programs.git.settings.credential = mkIf cfg.gitCredentialHelper.enable (
      lib.genAttrs cfg.gitCredentialHelper.hosts (_: {
        # The empty one forgets helpers set before.
        helper = [
          ""
          "${cfg.package}/bin/gh auth git-credential"
        ];
      })
    );
    # Without a version, gh would convert the file itself, which is read-only by then.
    home.activation.migrateGhAccounts = lib.hm.dag.entryBetween [ "linkGeneration" ] [ "writeBoundary" ] ''
      if [[ ! -L "${hosts}" && -f "${hosts}" && $(grep --invert-match --quiet '^version:' ${hosts}) ]]; then
        (
          TMP_DIR=$(mktemp -d)
          trap "rm --force --recursive $TMP_DIR" EXIT
          cp "${hosts}" $TMP_DIR/
          export GH_CONFIG_DIR=$TMP_DIR
          run --silence ${lib.getExe cfg.package} help
          cp $TMP_DIR/hosts.yml "${hosts}"
        )
      fi
    '';
  };
}
