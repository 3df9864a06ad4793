# Sourced by ./binnacle and ./check: sets JAVA_HOME to a JDK 25, or says what to install.
jdk_is_25() { [ -x "$1/bin/javac" ] && grep -qs '^JAVA_VERSION="25' "$1/release"; }

if ! { [ -n "${JAVA_HOME:-}" ] && jdk_is_25 "$JAVA_HOME"; }; then
  found=
  for candidate in /usr/lib/jvm/*25* /usr/lib/jvm/* /opt/*jdk*25* "$HOME"/.sdkman/candidates/java/25*; do
    if jdk_is_25 "$candidate"; then found=$candidate; break; fi
  done
  if [ -z "$found" ] && command -v javac >/dev/null; then
    candidate=$(dirname "$(dirname "$(readlink -f "$(command -v javac)")")")
    if jdk_is_25 "$candidate"; then found=$candidate; fi
  fi
  if [ -z "$found" ]; then
    printf '%s: needs a JDK 25; found none in JAVA_HOME%s or /usr/lib/jvm. Install one (Temurin 25, Debian: openjdk-25-jdk) or set JAVA_HOME.\n' \
      "$(basename "$0")" "${JAVA_HOME:+ ($JAVA_HOME)}" >&2
    exit 1
  fi
  JAVA_HOME=$found
fi
export JAVA_HOME
