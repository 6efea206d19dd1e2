#!/usr/bin/env bash
# Runs a command in a network, a mount table and a process table of its own; whatever it starts and makes ends with it:
#   inside.sh RESOLV_CONF COMMAND...
# RESOLV_CONF stands in for /etc/resolv.conf there. Needs root, or a kernel that lets users make namespaces.
set -euo pipefail
if [ "${TEMPORAL_FAILOVER_INSIDE:-}" != yes ]; then
  own=(--net --mount --pid --fork --kill-child --mount-proc)
  [ "$(id -u)" -eq 0 ] || own+=(--user --map-root-user)
  if ! unshare "${own[@]}" true; then
    echo "CANNOT make a network namespace: neither root nor user namespaces" >&2
    exit 1
  fi
  TEMPORAL_FAILOVER_INSIDE=yes exec unshare "${own[@]}" bash "$0" "$@"
fi
names=$1
shift
# `ip netns` keeps its names here; the machine's own are out of sight.
mount -t tmpfs none /run
mkdir -p /run/netns
resolver=$(readlink -m /etc/resolv.conf)
mkdir -p "$(dirname "$resolver")"
[ -e "$resolver" ] || touch "$resolver"
mount --bind "$names" "$resolver"
ip link set lo up
unset TEMPORAL_FAILOVER_INSIDE
exec "$@"
