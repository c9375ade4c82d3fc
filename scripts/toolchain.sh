# Finds what Foregone needs to build and run, and says what to install when it is missing.
# Sourced by ./foregone and ./dev with ROOT set; bash 3.2 (macOS) is enough. All talk goes to stderr.

FOREGONE_JAVA_MIN=25

die() { # exit-code message [hint...]
  local code=$1; shift
  printf '%s\n' "$1" >&2; shift
  local hint
  for hint in "$@"; do printf 'hint: %s\n' "$hint" >&2; done
  exit "$code"
}

# The feature version of a Java home, read from its `release` file (starting each java would cost a second).
java_feature() { # home
  [ -x "$1/bin/java" ] && [ -r "$1/release" ] || return 1
  local line version=
  while IFS= read -r line; do
    case $line in JAVA_VERSION=*) version=${line#*=}; version=${version//\"/}; version=${version%$'\r'} ;; esac
  done < "$1/release"
  version=${version%%[!0-9]*}
  [ -n "$version" ] && printf '%s\n' "$version"
}

# JAVA_HOME first, then the java on the PATH, then the folders where installers put JDKs.
java_candidates() {
  [ -n "${JAVA_HOME:-}" ] && printf '%s\n' "$JAVA_HOME"
  local path link
  if path=$(command -v java 2>/dev/null); then
    while link=$(readlink "$path"); do
      case $link in /*) path=$link ;; *) path=${path%/*}/$link ;; esac
    done
    path=$(cd "${path%/*}/.." 2>/dev/null && pwd -P) && printf '%s\n' "$path"
  fi
  # FOREGONE_JDK_FOLDERS (colon separated) replaces the list: tests and unusual systems.
  if [ -n "${FOREGONE_JDK_FOLDERS+set}" ]; then
    local folder IFS=:
    for folder in $FOREGONE_JDK_FOLDERS; do printf '%s\n' "$folder"/*; done
    return
  fi
  printf '%s\n' /usr/lib/jvm/* /usr/lib64/jvm/* /usr/local/lib/jvm/* /usr/java/* /opt/* /opt/java/* /opt/jdk/* \
    "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* "$HOME"/.asdf/installs/java/* \
    "$HOME"/.local/share/mise/installs/java/* "$HOME"/.jabba/jdk/* "$HOME"/.jbang/cache/jdks/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    /home/linuxbrew/.linuxbrew/opt/openjdk*/libexec
}

# Sets JAVA_HOME to the first candidate that is new enough (and, for a build, has a compiler).
find_java() { # [jdk]
  local home feature seen=
  while IFS= read -r home; do
    feature=$(java_feature "$home") || continue
    if [ "$feature" -ge "$FOREGONE_JAVA_MIN" ]; then
      if [ "${1:-}" = jdk ] && [ ! -x "$home/bin/javac" ]; then
        seen="$seen $home (a runtime without a compiler)"
        continue
      fi
      export JAVA_HOME=$home
      return 0
    fi
    seen="$seen $home ($feature)"
  done < <(java_candidates)
  local install
  case $(uname -s) in
    Darwin) install='brew install openjdk@25' ;;
    Linux)
      if command -v apt-get >/dev/null 2>&1; then install='sudo apt-get install openjdk-25-jdk'
      elif command -v dnf >/dev/null 2>&1; then install='sudo dnf install java-25-openjdk-devel'
      elif command -v pacman >/dev/null 2>&1; then install='sudo pacman -S jdk-openjdk'
      elif command -v apk >/dev/null 2>&1; then install='sudo apk add openjdk25'
      else install='install a JDK 25 package of your distribution'; fi ;;
    *) install='install a JDK 25' ;;
  esac
  die 4 "error[E401]: no JDK $FOREGONE_JAVA_MIN or later found${seen:+; seen:$seen}" \
    "$install, or unpack one from https://adoptium.net into ~/.jdks" "or name one: JAVA_HOME=/path/to/jdk-25 ./foregone ..."
}

need_tool() { # command debian-package homebrew-package what-for
  command -v "$1" >/dev/null 2>&1 && return
  local install="install $1"
  case $(uname -s) in
    Darwin) install="brew install $3" ;;
    Linux)
      if command -v apt-get >/dev/null 2>&1; then install="sudo apt-get install $2"
      elif command -v dnf >/dev/null 2>&1; then install="sudo dnf install $1"; fi ;;
  esac
  die 4 "error[E402]: $1 is missing; it is needed $4" "$install"
}

# The native libraries and the chart library, once and again when the lock file changes.
fetch_node_modules() {
  local stamp=$ROOT/node_modules/.package-lock.json
  if [ ! -f "$stamp" ] || [ "$ROOT/package-lock.json" -nt "$stamp" ]; then
    need_tool npm npm node "once, to fetch the llama.cpp libraries and the chart library"
    (cd "$ROOT" && npm ci --no-progress --loglevel=error) && touch "$stamp"
  fi
}
