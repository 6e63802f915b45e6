# Options of Home Manager that say something to its own tools. They are accepted, so that a
# configuration need not change, and what each does here stands in its description.
{ config, lib, ... }:
let
  inherit (lib) types;
  inherit (lib.hm) option;
in
{
  options = {
    manual = {
      html.enable = option.flag "No effect: the manual is the program's own (`hm option`, `hm explain`).";
      manpages.enable = option.bool true "No effect: manual pages come with the program.";
      json.enable = option.flag "No effect: `hm option --json` prints the options.";
    };
    news = {
      display = option.enum [
        "silent"
        "notify"
        "show"
      ] "notify" "How news about changed options is shown.";
      entries = option.internal (types.listOf types.attrs) [ ] "News of modules; `hm news` shows them.";
    };
    home.enableDebugInfo = lib.mkEnableOption "debugging information of packages that offer it";
    submoduleSupport = {
      enable = option.internal types.bool false "Whether the home is part of a system's configuration.";
      externalPackageInstall = option.internal types.bool false "Whether the system installs the packages.";
    };
    # `null` where the host's own locale data serves, as it does for its own programs.
    i18n.glibcLocales = option.nullable types.path "Locale data for programs that bring their own C library.";
  };

  config = lib.mkIf (config.i18n.glibcLocales != null) (
    let
      variables.LOCALE_ARCHIVE_2_27 = "${config.i18n.glibcLocales}/lib/locale/locale-archive";
    in
    {
      home.sessionVariables = variables;
      systemd.user.sessionVariables = variables;
    }
  );
}
