# The build of a package, in phases. Sourced by the builder with the attributes of the derivation as variables.
#
# Each phase can be replaced by a variable or function of its name (installPhase=…), extended by variables before and
# after it (preInstall, postInstall) and by hooks of the same name with "Hooks" (preInstallHooks=(…)), and left out
# (dontInstall=1).

set -eu -o pipefail
shopt -s nullglob

# --- Where we are ----------------------------------------------------------------------------------------------------

if [ -e "${NIX_ATTRS_SH_FILE:-}" ]; then
  # Structured attributes: lists are arrays, outputs an associative array.
  . "$NIX_ATTRS_SH_FILE"
  for _name in "${!env[@]}"; do export "$_name=${env[$_name]}"; done
  for _name in "${!outputs[@]}"; do export "$_name=${outputs[$_name]}"; done
fi

hostPath=/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin:/run/current-system/sw/bin
export PATH=$hostPath
export SHELL=$BASH
export HOME=${HOME:-/homeless-shelter}
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-315532800}
export LC_ALL=${LC_ALL:-C.UTF-8}
export TZ=UTC
unset CDPATH
NIX_BUILD_TOP=${NIX_BUILD_TOP:-$PWD}
TMPDIR=${TMPDIR:-$NIX_BUILD_TOP}
prefix=${prefix:-${out:-}}

# --- Small helpers -----------------------------------------------------------------------------------------------------

# A list variable, whether an array or words with blanks, one item a line.
listOf() {
  local -n _list=$1 2>/dev/null || return 0
  if [[ "$(declare -p "$1" 2>/dev/null)" == "declare -a"* ]]; then
    [ ${#_list[@]} -eq 0 ] || printf '%s\n' "${_list[@]}"
  elif [ -n "${_list:-}" ]; then
    printf '%s\n' $_list
  fi
}

nixLog() { echo "$*" >&2; }
echoCmd() { printf '%s:' "$1" >&2; shift; printf ' %q' "$@" >&2; echo >&2; }

isScript() {
  local magic
  IFS= read -r -n 2 magic < "$1" 2>/dev/null || true
  [ "${magic:-}" = '#!' ]
}

# addToSearchPath VARIABLE DIRECTORY
addToSearchPath() {
  if [ -d "$2" ]; then export "$1=${!1:+${!1}:}$2"; fi
}
prependToVar() {
  local name=$1; shift
  if [[ "$(declare -p "$name" 2>/dev/null)" == "declare -a"* ]]; then
    local -n _var=$name; _var=("$@" ${_var+"${_var[@]}"})
  else
    printf -v "$name" '%s' "$*${!name:+ ${!name}}"
  fi
}
appendToVar() {
  local name=$1; shift
  if [[ "$(declare -p "$name" 2>/dev/null)" == "declare -a"* ]]; then
    local -n _var=$name; _var+=("$@")
  else
    printf -v "$name" '%s' "${!name:+${!name} }$*"
  fi
}

# Every function or piece of code that was hung on a hook, then the variable of its name.
runHook() {
  local name=$1 code
  shift
  local -n _hooks="${name%Hook}Hooks" 2>/dev/null || true
  for code in ${_hooks+"${_hooks[@]}"}; do _eval "$code" "$@"; done
  if declare -F "$name" > /dev/null; then
    "$name" "$@"
  elif [ -n "${!name:-}" ]; then
    _eval "${!name}" "$@"
  fi
}
_eval() {
  local code=$1
  shift
  if declare -F "$code" > /dev/null; then "$code" "$@"; else eval "$code"; fi
}

# --- Replacing text ----------------------------------------------------------------------------------------------------

# substitute INPUT OUTPUT (--replace-fail A B | --replace-warn A B | --replace-quiet A B | --replace A B |
#                          --subst-var NAME | --subst-var-by NAME TEXT)…
substitute() {
  local input=$1 output=$2 content old new mode
  shift 2
  if [ ! -f "$input" ]; then
    echo "substitute: ERROR: file '$input' does not exist" >&2
    return 1
  fi
  content=$(cat "$input"; printf X)
  content=${content%X}
  while [ $# -gt 0 ]; do
    mode=$1
    case $mode in
      --replace | --replace-fail | --replace-warn | --replace-quiet)
        old=$2 new=$3
        shift 3
        ;;
      --subst-var)
        old=@$2@ new=${!2:-}
        mode=--replace-quiet
        shift 2
        ;;
      --subst-var-by)
        old=@$2@ new=$3
        mode=--replace-quiet
        shift 3
        ;;
      *)
        echo "substitute: ERROR: Invalid command line argument: $1" >&2
        return 1
        ;;
    esac
    if [[ $content != *"$old"* ]]; then
      case $mode in
        --replace-fail)
          echo "substitute: ERROR: pattern $old doesn't match anything in file '$input'" >&2
          return 1
          ;;
        --replace-warn | --replace)
          echo "substitute: WARNING: pattern $old doesn't match anything in file '$input'" >&2
          ;;
      esac
    fi
    content=${content//"$old"/"$new"}
  done
  if [ -e "$output" ]; then chmod +w "$output"; fi
  printf '%s' "$content" > "$output"
}

# substituteInPlace FILE… OPTIONS…
substituteInPlace() {
  local files=() file
  while [ $# -gt 0 ] && [[ $1 != --* ]]; do files+=("$1"); shift; done
  for file in "${files[@]}"; do substitute "$file" "$file" "$@"; done
}

# Exported variables whose names start with a small letter take the place of @name@.
substituteAll() {
  local input=$1 output=$2 name args=()
  while IFS= read -r name; do args+=(--subst-var "$name"); done < <(compgen -e | grep '^[a-z]')
  substitute "$input" "$output" "${args[@]}"
}
substituteAllInPlace() { substituteAll "$1" "$1"; }

# --- Inputs --------------------------------------------------------------------------------------------------------------

# What an input has to offer: programs, headers, libraries, hooks.
_seen=' '
addInput() {
  local package=$1 line
  case $_seen in *" $package "*) return ;; esac
  _seen+="$package "
  if [ -d "$package/bin" ]; then PATH=$package/bin:$PATH; fi
  addToSearchPath CPATH "$package/include"
  addToSearchPath LIBRARY_PATH "$package/lib"
  addToSearchPath PKG_CONFIG_PATH "$package/lib/pkgconfig"
  addToSearchPath PKG_CONFIG_PATH "$package/share/pkgconfig"
  addToSearchPath CMAKE_PREFIX_PATH "$package"
  addToSearchPath XDG_DATA_DIRS "$package/share"
  addToSearchPath ACLOCAL_PATH "$package/share/aclocal"
  for line in propagated-build-inputs propagated-native-build-inputs; do
    if [ -f "$package/nix-support/$line" ]; then
      local propagated
      for propagated in $(cat "$package/nix-support/$line"); do addInput "$propagated"; done
    fi
  done
  if [ -f "$package/nix-support/setup-hook" ]; then . "$package/nix-support/setup-hook"; fi
}

for _variable in depsBuildBuild depsBuildTarget depsHostHost depsTargetTarget propagatedBuildInputs \
  propagatedNativeBuildInputs buildInputs nativeBuildInputs; do
  while IFS= read -r _input; do addInput "$_input"; done < <(listOf "$_variable")
done
export PATH

# --- Phases ----------------------------------------------------------------------------------------------------------------

_unpackOne() {
  local file=$1
  if [ -d "$file" ]; then
    # Modes come along: scripts stay executable.
    cp -r --no-preserve=ownership,timestamps "$file" "$(stripHash "$file")"
    chmod -R u+w "$(stripHash "$file")"
    return
  fi
  case $file in
    *.tar | *.tar.* | *.tgz | *.tbz2 | *.tbz | *.txz) tar xf "$file" --mode=+w --warning=no-timestamp ;;
    *.zip) unzip -qq "$file" ;;
    *)
      if tar tf "$file" > /dev/null 2>&1; then
        tar xf "$file" --mode=+w --warning=no-timestamp
      else
        echo "do not know how to unpack source archive $file" >&2
        return 1
      fi
      ;;
  esac
}

# The name of a store path without its hash.
stripHash() {
  local name
  name=$(basename "$1")
  if [[ $name =~ ^[0-9a-z]{32}-(.*)$ ]]; then echo "${BASH_REMATCH[1]}"; else echo "$name"; fi
}

unpackFile() {
  echo "unpacking source archive $1"
  if [ -n "${unpackCmd:-}" ]; then
    local curSrc=$1
    eval "$unpackCmd"
  else
    _unpackOne "$1"
  fi
}

unpackPhase() {
  runHook preUnpack
  local file dir found=
  if [ -z "${srcs:-}" ]; then
    if [ -z "${src:-}" ]; then
      echo 'variable $src or $srcs should point to the source' >&2
      exit 1
    fi
    srcs=$src
  fi
  local -A known=()
  for dir in */; do known[$dir]=1; done
  while IFS= read -r file; do unpackFile "$file"; done < <(listOf srcs)
  if [ -n "${setSourceRoot:-}" ]; then
    eval "$setSourceRoot"
  elif [ -z "${sourceRoot:-}" ]; then
    for dir in */; do
      if [ -z "${known[$dir]:-}" ]; then
        if [ -n "$found" ]; then
          echo "unpacker produced multiple directories" >&2
          exit 1
        fi
        found=${dir%/}
      fi
    done
    sourceRoot=$found
  fi
  if [ -z "$sourceRoot" ]; then
    echo "unpacker appears to have produced no directories" >&2
    exit 1
  fi
  echo "source root is $sourceRoot"
  if [ -z "${dontMakeSourcesWritable:-}" ]; then chmod -R u+w -- "$sourceRoot"; fi
  runHook postUnpack
}

patchPhase() {
  runHook prePatch
  local patch
  while IFS= read -r patch; do
    echo "applying patch $patch"
    case $patch in
      *.gz) gzip -d < "$patch" ;;
      *.bz2) bzip2 -d < "$patch" ;;
      *.xz) xz -d < "$patch" ;;
      *) cat "$patch" ;;
    esac | patch ${patchFlags:--p1}
  done < <(listOf patches)
  runHook postPatch
}

configurePhase() {
  runHook preConfigure
  local flags=() flag
  : "${configureScript:=}"
  if [ -z "$configureScript" ] && [ -x ./configure ]; then configureScript=./configure; fi
  if [ -n "$configureScript" ]; then
    if [ -z "${dontAddPrefix:-}" ] && [ -n "$prefix" ]; then flags+=("${prefixKey:---prefix=}$prefix"); fi
    while IFS= read -r flag; do flags+=("$flag"); done < <(listOf configureFlags)
    if [[ "$(declare -p configureFlagsArray 2>/dev/null)" == "declare -a"* ]]; then flags+=("${configureFlagsArray[@]}"); fi
    echoCmd 'configure flags' "${flags[@]}"
    $configureScript "${flags[@]}"
  elif [ -f CMakeLists.txt ] && type -p cmake > /dev/null && [ -z "${dontUseCmakeConfigure:-}" ]; then
    while IFS= read -r flag; do flags+=("$flag"); done < <(listOf cmakeFlags)
    mkdir -p "${cmakeBuildDir:=build}"
    cd "$cmakeBuildDir"
    cmake "${cmakeDir:-..}" -DCMAKE_BUILD_TYPE="${cmakeBuildType:-Release}" -DCMAKE_INSTALL_PREFIX="$prefix" "${flags[@]}"
  elif [ -f meson.build ] && type -p meson > /dev/null && [ -z "${dontUseMesonConfigure:-}" ]; then
    while IFS= read -r flag; do flags+=("$flag"); done < <(listOf mesonFlags)
    meson setup "${mesonBuildDir:=build}" --prefix="$prefix" --buildtype="${mesonBuildType:-plain}" "${flags[@]}"
    cd "$mesonBuildDir"
  else
    echo "no configure script, doing nothing"
  fi
  runHook postConfigure
}

# Flags of make for a phase, as the array `flags`.
_makeFlags() {
  local variable flag
  flags=()
  if [ -n "${enableParallelBuilding:-}" ]; then flags+=("-j${NIX_BUILD_CORES:-1}"); fi
  if [ -n "${makefile:-}" ]; then flags+=(-f "$makefile"); fi
  flags+=("SHELL=$SHELL")
  for variable in makeFlags "$@"; do
    while IFS= read -r flag; do flags+=("$flag"); done < <(listOf "$variable")
    if [[ "$(declare -p "${variable}Array" 2>/dev/null)" == "declare -a"* ]]; then
      local -n _array="${variable}Array"
      flags+=("${_array[@]}")
    fi
  done
}
_hasMakefile() {
  [ -n "${makefile:-}" ] || [ -e Makefile ] || [ -e makefile ] || [ -e GNUmakefile ]
}

buildPhase() {
  runHook preBuild
  local flags
  if [ -e build.ninja ] && type -p ninja > /dev/null; then
    ninja "-j${NIX_BUILD_CORES:-1}"
  elif [ -n "${makeFlags:-}" ] || _hasMakefile; then
    _makeFlags buildFlags
    echoCmd 'build flags' "${flags[@]}"
    make "${flags[@]}"
  else
    echo "no Makefile or custom buildPhase, doing nothing"
  fi
  runHook postBuild
}

checkPhase() {
  runHook preCheck
  local flags
  if [ -e build.ninja ] && type -p ninja > /dev/null; then
    ninja "${checkTarget:-test}"
  elif _hasMakefile; then
    _makeFlags checkFlags
    local target=${checkTarget:-}
    if [ -z "$target" ]; then
      if make -n "${flags[@]}" check > /dev/null 2>&1; then target=check; else target=test; fi
    fi
    make "${flags[@]}" $target
  else
    echo "no Makefile or custom checkPhase, doing nothing"
  fi
  runHook postCheck
}

installPhase() {
  runHook preInstall
  local flags
  if [ -e build.ninja ] && type -p ninja > /dev/null; then
    ninja install
  elif [ -n "${makeFlags:-}" ] || _hasMakefile; then
    if [ -n "$prefix" ]; then mkdir -p "$prefix"; fi
    _makeFlags installFlags
    # Programs without configure know the place by a variable.
    if [ -z "${dontAddPrefix:-}" ] && [ ! -x ./configure ]; then flags+=("PREFIX=$prefix"); fi
    make "${flags[@]}" ${installTargets:-install}
  else
    echo "no Makefile or custom installPhase, doing nothing"
  fi
  runHook postInstall
}

# Scripts get the interpreter of this system, found in PATH.
patchShebangs() {
  local file line interpreter rest found
  while [ $# -gt 0 ] && [[ $1 == --* ]]; do shift; done
  while IFS= read -r -d '' file; do
    isScript "$file" || continue
    IFS= read -r line < "$file" || true
    line=${line#\#!}
    read -r interpreter rest <<< "$line"
    if [[ $interpreter == */env ]]; then
      # env -S takes the rest as it is.
      rest=${rest#-S }
      read -r interpreter rest <<< "$rest"
    fi
    case $interpreter in "${NIX_STORE:-/nix/store}"/*) continue ;; esac
    found=$(type -P "$(basename "$interpreter")" || true)
    if [ -n "$found" ] && [ "$found" != "$interpreter" ]; then
      chmod u+w "$file"
      sed -i "1s|.*|#!$found${rest:+ $rest}|" "$file"
    fi
  done < <(find "$@" -type f -perm -0100 -print0)
}

fixupPhase() {
  local output
  for output in $(_outputNames); do
    if [ -e "${!output}" ]; then
      chmod -R u+w "${!output}" 2>/dev/null || true
      if [ -z "${dontPatchShebangs:-}" ]; then patchShebangs "${!output}"; fi
    fi
  done
  runHook preFixup
  for output in $(_outputNames); do
    if [ -d "${!output}" ]; then _propagate "$output"; fi
  done
  runHook postFixup
}
_outputNames() {
  if [[ "$(declare -p outputs 2>/dev/null)" == "declare -A"* ]]; then
    printf '%s\n' "${!outputs[@]}"
  else
    printf '%s\n' ${outputs:-out}
  fi
}
_propagate() {
  local dir=${!1}
  [ "$1" = out ] || return 0
  if [ -n "${propagatedBuildInputs:-}" ]; then
    mkdir -p "$dir/nix-support"
    listOf propagatedBuildInputs > "$dir/nix-support/propagated-build-inputs"
  fi
  if [ -n "${propagatedNativeBuildInputs:-}" ]; then
    mkdir -p "$dir/nix-support"
    listOf propagatedNativeBuildInputs > "$dir/nix-support/propagated-native-build-inputs"
  fi
  if [ -n "${setupHook:-}" ]; then
    mkdir -p "$dir/nix-support"
    substituteAll "$setupHook" "$dir/nix-support/setup-hook"
  fi
}

installCheckPhase() {
  runHook preInstallCheck
  if _hasMakefile && [ -n "${installCheckTarget:-}" ]; then make "$installCheckTarget"; fi
  runHook postInstallCheck
}

distPhase() {
  runHook preDist
  if _hasMakefile; then make ${distTarget:-dist}; fi
  runHook postDist
}

# --- All of it -------------------------------------------------------------------------------------------------------------

runPhase() {
  local phase=$1
  case $phase in
    unpackPhase) [ -z "${dontUnpack:-}" ] || return 0 ;;
    patchPhase) [ -z "${dontPatch:-}" ] || return 0 ;;
    configurePhase) [ -z "${dontConfigure:-}" ] || return 0 ;;
    buildPhase) [ -z "${dontBuild:-}" ] || return 0 ;;
    checkPhase) [ -n "${doCheck:-}" ] || return 0 ;;
    installPhase) [ -z "${dontInstall:-}" ] || return 0 ;;
    fixupPhase) [ -z "${dontFixup:-}" ] || return 0 ;;
    installCheckPhase) [ -n "${doInstallCheck:-}" ] || return 0 ;;
    distPhase) [ -n "${doDist:-}" ] || return 0 ;;
  esac
  echo "Running phase: $phase"
  # A variable wins over the function of that name.
  if [ -n "${!phase:-}" ]; then eval "${!phase}"; else "$phase"; fi
  if [ "$phase" = unpackPhase ] && [ -n "${sourceRoot:-}" ]; then cd "$sourceRoot"; fi
}

genericBuild() {
  local phase
  if [ -n "${buildCommandPath:-}" ]; then
    . "$buildCommandPath"
    return
  fi
  if [ -n "${buildCommand:-}" ]; then
    eval "$buildCommand"
    return
  fi
  if [ -z "${phases[*]:-}" ]; then
    phases="$(listOf prePhases) unpackPhase patchPhase $(listOf preConfigurePhases) configurePhase
      $(listOf preBuildPhases) buildPhase checkPhase $(listOf preInstallPhases) installPhase
      $(listOf preFixupPhases) fixupPhase installCheckPhase $(listOf preDistPhases) distPhase $(listOf postPhases)"
  fi
  for phase in $(listOf phases); do runPhase "$phase"; done
}

if [ -n "${shellHook:-}" ] && [ -n "${IN_NIX_SHELL:-}" ]; then eval "$shellHook"; fi
