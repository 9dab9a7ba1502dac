#!/usr/bin/env bash
# Install what the tests use from the system, where it is missing and we may: PostgreSQL, and Calc of LibreOffice.
# Without them the tests that need them skip, and say so.
set -euo pipefail
missing=()
compgen -G "/usr/lib/postgresql/*/bin/initdb" > /dev/null || missing+=(postgresql)
command -v soffice > /dev/null || missing+=(libreoffice-calc)
[ "${#missing[@]}" -eq 0 ] && exit 0
if [ "$(id -u)" -ne 0 ] || ! command -v apt-get > /dev/null; then
  echo "Not installed, so that their tests are skipped: ${missing[*]}." >&2
  exit 0
fi
install() {
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -qq --no-install-recommends "${missing[@]}" > /dev/null
}
install || echo "Could not be installed, so that their tests are skipped: ${missing[*]}." >&2
