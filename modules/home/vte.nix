# VTE terminals learn the working directory, and when a command ends, from the prompt.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) mkIf;
  option = lib.hm.option.flag "Whether terminals built on VTE are told the working directory and the end of commands.";
  script = if lib.hm.isOwnPackages pkgs then "/etc/profile.d/vte.sh" else "${pkgs.vte}/etc/profile.d/vte.sh";
in
{
  options.programs.bash.enableVteIntegration = option;
  options.programs.zsh.enableVteIntegration = option;

  config = {
    # The prompt's own status must be that of the command before it.
    programs.bash.initExtra = mkIf config.programs.bash.enableVteIntegration ''
      __HM_PROMPT_COMMAND="''${PROMPT_COMMAND:+''${PROMPT_COMMAND%;};}__hm_vte_prompt_command"
      . ${script}
      if [[ $(type -t __vte_prompt_command) = function ]]; then
        __hm_vte_prompt_command() {
          local old_exit_status=$?
          __vte_prompt_command
          return $old_exit_status
        }
        PROMPT_COMMAND="$__HM_PROMPT_COMMAND"
      fi
      unset __HM_PROMPT_COMMAND
    '';
    programs.zsh.initContent = mkIf config.programs.zsh.enableVteIntegration ''
      . ${script}
    '';
  };
}
