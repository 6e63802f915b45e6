{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) mkIf types;
  inherit (lib.hm) option;
  cfg = config.programs.dircolors;
  dircolors = lib.getExe' cfg.package "dircolors";
  inXdg = config.home.preferXdgDirectories;
  path = if inXdg then "${config.xdg.configHome}/dir_colors" else "~/.dir_colors";

  file = pkgs.writeText "dir_colors" (
    lib.concatStringsSep "\n" (
      lib.mapAttrsToList (name: color: "${name} ${color}") cfg.settings
      ++ [ "" ]
      ++ lib.optional (cfg.extraConfig != "") cfg.extraConfig
    )
  );

  kinds = {
    RESET = "0";
    DIR = "01;34";
    LINK = "01;36";
    MULTIHARDLINK = "00";
    FIFO = "40;33";
    SOCK = "01;35";
    DOOR = "01;35";
    BLK = "40;33;01";
    CHR = "40;33;01";
    ORPHAN = "40;31;01";
    MISSING = "00";
    SETUID = "37;41";
    SETGID = "30;43";
    CAPABILITY = "30;41";
    STICKY_OTHER_WRITABLE = "30;42";
    OTHER_WRITABLE = "34;42";
    STICKY = "37;44";
    EXEC = "01;32";
  };
  suffixes = color: words: lib.genAttrs (map (word: ".${word}") (lib.splitString " " words)) (_: color);
  archives = suffixes "01;31" "tar tgz arc arj taz lha lz4 lzh lzma tlz txz tzo t7z zip z dz gz lrz lz lzo xz zst tzst bz2 bz tbz tbz2 tz deb rpm jar war ear sar rar alz ace zoo cpio 7z rz cab wim swm dwm esd";
  pictures = suffixes "01;35" "jpg jpeg mjpg mjpeg gif bmp pbm pgm ppm tga xbm xpm tif tiff png svg svgz mng pcx mov mpg mpeg m2v mkv webm ogm mp4 m4v mp4v vob qt nuv wmv asf rm rmvb flc avi fli flv gl dl xcf xwd yuv cgm emf ogv ogx";
  sounds = suffixes "00;36" "aac au flac m4a mid midi mka mp3 mpc ogg ra wav oga opus spx xspf";
in
{
  options.programs.dircolors = {
    enable = option.flag "Whether {command}`ls` has the colours set here.";
    package = lib.mkPackageOption pkgs "dircolors" { default = "coreutils"; };
    settings = option.set types.str "Colours, by kind of file or by suffix.";
    extraConfig = option.lines "Text at the end.";
  }
  // lib.hm.shell.integrationOptions config [ "Bash" "Fish" "Nushell" "Zsh" ];

  config = mkIf cfg.enable {
    programs.dircolors.settings = lib.mapAttrs (_: lib.mkDefault) (
      kinds // archives // pictures // sounds
    );
    home.file = mkIf (!inXdg) { ".dir_colors".source = file; };
    xdg.configFile = mkIf inXdg { dir_colors.source = file; };

    programs.bash.initExtra = mkIf cfg.enableBashIntegration ''
      eval $(${dircolors} -b ${path})
    '';
    programs.fish.shellInit = mkIf cfg.enableFishIntegration ''
      eval (${dircolors} -c ${path})
    '';
    # Before completion starts, which takes the colours over.
    programs.zsh.initContent = mkIf cfg.enableZshIntegration (
      lib.mkOrder 550 ''
        eval $(${dircolors} -b ${path})
      ''
    );
    programs.nushell.extraEnv = mkIf cfg.enableNushellIntegration ''
      source ${
        pkgs.runCommand "dircolors.nu" { } ''
          eval "$(${dircolors} -b ${file})"
          echo "export-env { \$env.LS_COLORS = \"$LS_COLORS\" }" >> $out
        ''
      }
    '';
  };
}
