# Adds the user that everything in a workspace runs as, and its directory. An image that has one keeps it.
set -eu
if ! getent passwd 1000 > /dev/null; then
  getent group 1000 > /dev/null || groupadd --gid 1000 carrel
  useradd --uid 1000 --gid 1000 --home-dir /workspace --no-create-home --shell /bin/bash carrel
fi
mkdir -p /workspace
chown 1000:1000 /workspace
chmod 755 /workspace
