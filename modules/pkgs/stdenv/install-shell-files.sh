# installManPage FILE…
installManPage() {
  local file section
  for file in "$@"; do
    section=${file%.gz}
    section=${section##*.}
    install -Dm644 "$file" "$out/share/man/man$section/$(basename "$file")"
  done
}

# installShellCompletion [--cmd NAME] [--bash|--fish|--zsh] [--name NAME] FILE…
installShellCompletion() {
  local shell= name= command= file target
  while [ $# -gt 0 ]; do
    case $1 in
      --bash | --fish | --zsh | --nushell) shell=${1#--} ;;
      --name) name=$2; shift ;;
      --name=*) name=${1#--name=} ;;
      --cmd) command=$2; shift ;;
      --cmd=*) command=${1#--cmd=} ;;
      --) ;;
      *)
        file=$1
        target=$shell
        if [ -z "$target" ]; then
          case $file in
            *.bash) target=bash ;;
            *.fish) target=fish ;;
            *.zsh | _*) target=zsh ;;
            *) echo "installShellCompletion: which shell is $file for?" >&2; return 1 ;;
          esac
        fi
        _installCompletion "$target" "$file" "$name" "$command"
        name=
        ;;
    esac
    shift
  done
}

installBin() {
  local file
  for file in "$@"; do install -Dm755 "$file" "$out/bin/$(basename "$file")"; done
}

_installCompletion() {
  local shell=$1 file=$2 name=$3 command=$4 base
  if [ -z "$name" ]; then
    base=$(basename "$file")
    case $shell in
      bash) name=${command:+$command.bash} ;;
      fish) name=${command:+$command.fish} ;;
      zsh) name=${command:+_$command} ;;
      nushell) name=${command:+$command.nu} ;;
    esac
    # Without a command, the file is named as the shell expects it.
    if [ -z "$name" ]; then
      name=$base
      if [ "$shell" = zsh ]; then name=_${base#_}; name=${name%.zsh}; fi
    fi
  fi
  case $shell in
    bash) install -Dm644 "$file" "$out/share/bash-completion/completions/$name" ;;
    fish) install -Dm644 "$file" "$out/share/fish/vendor_completions.d/$name" ;;
    zsh) install -Dm644 "$file" "$out/share/zsh/site-functions/$name" ;;
    nushell) install -Dm644 "$file" "$out/share/nushell/vendor/autoload/$name" ;;
  esac
}
