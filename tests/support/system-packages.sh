#!/usr/bin/env bash
# Install what the tests use from the system, where it is missing and we may: PostgreSQL. Without it those tests skip.
set -euo pipefail
compgen -G "/usr/lib/postgresql/*/bin/initdb" > /dev/null && exit 0
if [ "$(id -u)" -ne 0 ] || ! command -v apt-get > /dev/null; then
  echo "PostgreSQL is not installed: its tests are skipped." >&2
  exit 0
fi
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -qq --no-install-recommends postgresql > /dev/null
