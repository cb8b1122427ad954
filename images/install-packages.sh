# Installs Debian packages and leaves behind nothing that only served to install them.
#
#   install-packages.sh SOURCES PACKAGE...
set -eu
sources=$1
shift
export DEBIAN_FRONTEND=noninteractive

# What only a person at the machine reads stays out. The directories stay, since scripts of packages make links in them.
mkdir -p /etc/dpkg/dpkg.cfg.d /usr/share/man/man1
cat > /etc/dpkg/dpkg.cfg.d/carrel <<'END'
path-exclude=/usr/share/doc/*
path-include=/usr/share/doc/*/copyright
path-exclude=/usr/share/man/*
path-exclude=/usr/share/info/*
path-exclude=/usr/share/locale/*
END

# A daemon that a package would start has no place in a build.
printf '#!/bin/sh\nexit 101\n' > /usr/sbin/policy-rc.d
chmod 755 /usr/sbin/policy-rc.d

if [ -n "$sources" ]; then
  rm -rf /etc/apt/sources.list.d/*
  printf '%s\n' "$sources" | tr ';' '\n' > /etc/apt/sources.list
fi

apt-get -o Acquire::Retries=3 update -qq
apt-get -o Acquire::Retries=3 install -y -qq --no-install-recommends "$@" > /dev/null

# Nobody becomes another user here.
find / -xdev -type f -perm /6000 -exec chmod a-s {} +

rm -f /usr/sbin/policy-rc.d
apt-get clean
rm -rf /var/lib/apt/lists/* /var/cache/apt/*.bin /var/cache/debconf/*-old /var/lib/dpkg/*-old \
  /var/log/* /var/cache/ldconfig/aux-cache /tmp/hsperfdata_*
find /usr/share/doc /usr/share/man -type f ! -name copyright -delete
find / -xdev -name __pycache__ -type d -prune -exec rm -rf {} +
