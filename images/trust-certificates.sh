# Trusts the authorities whose certificates, as PEM, are in the variable CERTIFICATES.
set -eu
[ -n "${CERTIFICATES:-}" ] || exit 0
mkdir -p /usr/local/share/ca-certificates
# A file each, as update-ca-certificates wants them.
printf '%s\n' "$CERTIFICATES" | awk '
  /-----BEGIN CERTIFICATE-----/ { count += 1 }
  count { print > ("/usr/local/share/ca-certificates/carrel-" count ".crt") }'
update-ca-certificates > /dev/null
