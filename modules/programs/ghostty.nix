{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) mkIf types;
  inherit (lib.hm) option;
  cfg = config.programs.ghostty;
  keyValue = pkgs.formats.keyValue {
    listsAsDuplicateKeys = true;
    mkKeyValue = lib.generators.mkKeyValueDefault { } " = ";
  };
  needsPackage = name: {
    assertion = cfg.package != null;
    message = "programs.ghostty.${name} when programs.ghostty.package is null";
  };
  # What ghostty says of a file is worth hearing, though it is in place by then.
  validate =
    file:
    mkIf (cfg.package != null)
      "${lib.getExe cfg.package} +validate-config --config-file=${config.xdg.configHome}/ghostty/${file}";

  sourceOf = name: config.xdg.configFile.${name}.source;
  files =
    lib.optional (cfg.settings != { }) "ghostty/config"
    ++ map (name: "ghostty/themes/${name}") (lib.attrNames cfg.themes);
in
{
  options.programs.ghostty = {
    enable = lib.mkEnableOption "Ghostty";
    package = lib.mkPackageOption pkgs "ghostty" { nullable = true; };
    settings = option.value keyValue.type { } "Settings of Ghostty.";
    themes = option.set keyValue.type "Themes.";
    clearDefaultKeybinds = option.flag "Whether Ghostty's own key bindings are dropped.";
    installVimSyntax = lib.mkEnableOption "installation of Ghostty configuration syntax for Vim";
    installBatSyntax = lib.mkEnableOption "installation of Ghostty configuration syntax for bat" // {
      default = cfg.package != null;
    };
    systemd = option.record {
      enable = lib.mkEnableOption "the Ghostty systemd user service" // {
        # A program of the host has its units where systemd finds them already.
        default = pkgs.stdenv.hostPlatform.isLinux && !lib.hm.isOwnPackages pkgs;
      };
    } "The service that new windows come from.";
  }
  // lib.hm.shell.integrationOptions config [ "Bash" "Fish" "Zsh" ];

  config = mkIf cfg.enable (
    lib.mkMerge [
      {
        home.packages = lib.optional (cfg.package != null) cfg.package;
        programs.ghostty.settings.keybind = mkIf cfg.clearDefaultKeybinds (lib.mkBefore [ "clear" ]);
        xdg.configFile = {
          "ghostty/config" = mkIf (cfg.settings != { }) {
            source = keyValue.generate "ghostty-config" cfg.settings;
            onChange = validate "config";
          };
        }
        // lib.mapAttrs' (
          name: theme:
          lib.nameValuePair "ghostty/themes/${name}" {
            source = keyValue.generate "ghostty-${name}-theme" theme;
            onChange = validate "themes/${name}";
          }
        ) cfg.themes;
      }
      (mkIf cfg.installBatSyntax {
        assertions = [ (needsPackage "installBatSyntax cannot be enabled") ];
        programs.bat = mkIf (cfg.package != null) {
          syntaxes.ghostty = {
            src = cfg.package;
            file = "share/bat/syntaxes/ghostty.sublime-syntax";
          };
          config.map-syntax = [ "${config.xdg.configHome}/ghostty/config:Ghostty Config" ];
        };
      })
      (mkIf cfg.installVimSyntax {
        assertions = [ (needsPackage "installVimSyntax cannot be enabled") ];
      })
      (mkIf cfg.systemd.enable {
        dbus.packages = [ cfg.package ];
        assertions = [ (needsPackage "systemd.enable cannot be true") ];
        xdg.configFile."systemd/user/app-com.mitchellh.ghostty.service".source =
          "${cfg.package}/share/systemd/user/app-com.mitchellh.ghostty.service";
        xdg.configFile."systemd/user/app-com.mitchellh.ghostty.service.d/overrides.conf".text = ''
          [Unit]
          X-SwitchMethod=keep-old
          X-Reload-Triggers=${toString (map sourceOf files)}
        '';
      })
      {
        programs.bash.initExtra = mkIf cfg.enableBashIntegration (
          lib.mkOrder 101 ''
            if [[ -r "''${GHOSTTY_RESOURCES_DIR}/shell-integration/bash/ghostty.bash" ]]; then
              builtin source "''${GHOSTTY_RESOURCES_DIR}/shell-integration/bash/ghostty.bash"
            fi
          ''
        );
        programs.fish.interactiveShellInit = mkIf cfg.enableFishIntegration ''
          if test -r "$GHOSTTY_RESOURCES_DIR/shell-integration/fish/vendor_conf.d/ghostty-shell-integration.fish"
            source "$GHOSTTY_RESOURCES_DIR/shell-integration/fish/vendor_conf.d/ghostty-shell-integration.fish"
          end
        '';
        programs.zsh.initContent = mkIf cfg.enableZshIntegration ''
          if [[ -r "$GHOSTTY_RESOURCES_DIR"/shell-integration/zsh/ghostty-integration ]]; then
            source "$GHOSTTY_RESOURCES_DIR"/shell-integration/zsh/ghostty-integration
          fi
        '';
      }
    ]
  );
}
