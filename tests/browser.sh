#!/usr/bin/env bash
# Runs a command with what browser tests need: tests/browser.sh cargo test -p pointil-web --test studio browser
# Debian's packages chromium and chromium-driver are the browser; axe-core, which holds pages to WCAG, comes from npm into target/, since it is
# not ours (MPL-2.0). Where something is absent the command runs without, unless POINTIL_REQUIRE_BROWSER is set.
set -euo pipefail

missing() {
  if [ -n "${POINTIL_REQUIRE_BROWSER:-}" ]; then
    echo "$1, but POINTIL_REQUIRE_BROWSER asks for it" >&2
    exit 1
  fi
  echo "$1: $2 skipped"
}

if ! command -v chromedriver >/dev/null || ! command -v chromium >/dev/null; then
  missing "Chromium absent (Debian's packages chromium and chromium-driver)" "browser tests are"
elif [ -z "${POINTIL_AXE:-}" ]; then
  version=4.14.1
  folder=${CARGO_TARGET_DIR:-$(cd "$(dirname "$0")/.." && pwd)/target}/axe-core-$version
  script=$folder/node_modules/axe-core/axe.min.js
  if [ ! -f "$script" ] && command -v npm >/dev/null; then
    mkdir -p "$folder"
    npm install --silent --no-audit --no-fund --no-save --prefix "$folder" "axe-core@$version" || true
  fi
  if [ -f "$script" ]; then
    export POINTIL_AXE=$script
  else
    missing "axe-core absent (npm fetches it)" "the test of accessibility is"
  fi
fi
exec "$@"
