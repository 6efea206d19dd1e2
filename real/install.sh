#!/usr/bin/env bash
# Installs the real peers of `mvn -Preal` into a cache, each once: install.sh CACHE PART...
#   python      a venv with requirements.txt: boto3, aws-cli, moto, the Temporal dev server, Node.js
#   node        package.json by npm of that venv: the AWS SDK for JavaScript
#   monitoring  prometheus, alertmanager, blackbox_exporter: from the PATH, else Debian's packages unpacked into the cache,
#               so that nothing is installed into the system and no daemon is started
# Ends with non-zero and a line that begins with "CANNOT" if a part cannot be had. Leaves CACHE/venv, CACHE/node, CACHE/debian.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cache=$1
shift
mkdir -p "$cache"
log="$cache/install.log"

cannot() {
  tail -n 15 "$log" >&2 || true
  printf 'CANNOT %s. The whole log: %s\n' "$1" "$log" >&2
  exit 1
}

# Names a part by what it is made of, so that a changed list is installed anew.
stamp() { cat "$@" | cksum | cut -d' ' -f1; }

link() { ln -sfn "$1" "$cache/$2"; }

python_part() {
  local dir
  dir="venv-$(stamp "$here/requirements.txt")"
  if [ ! -e "$cache/$dir/complete" ]; then
    command -v python3 >/dev/null || cannot "find python3 on the PATH"
    echo "installing $(grep -c == "$here/requirements.txt") packages from PyPI into $cache/$dir ..."
    rm -rf "${cache:?}/$dir"
    python3 -m venv "$cache/$dir" >"$log" 2>&1 || cannot "make a Python venv (Debian: apt-get install python3-venv)"
    "$cache/$dir/bin/pip" install --disable-pip-version-check --no-input -r "$here/requirements.txt" >"$log" 2>&1 ||
      cannot "install real/requirements.txt from PyPI"
    touch "$cache/$dir/complete"
  fi
  link "$dir" venv
}

node_part() {
  python_part
  local dir
  dir="node-$(stamp "$here/package.json" "$here/package-lock.json")"
  if [ ! -e "$cache/$dir/complete" ]; then
    echo "installing the AWS SDK for JavaScript from npm into $cache/$dir ..."
    rm -rf "${cache:?}/$dir"
    mkdir -p "$cache/$dir"
    cp "$here/package.json" "$here/package-lock.json" "$cache/$dir/"
    (cd "$cache/$dir" && PATH="$cache/venv/bin:$PATH" npm ci --ignore-scripts --no-audit --no-fund) >"$log" 2>&1 ||
      cannot "install real/package.json from npm"
    touch "$cache/$dir/complete"
  fi
  link "$dir" node
}

monitoring_part() {
  local packages=(prometheus prometheus-alertmanager prometheus-blackbox-exporter) one missing=""
  for one in "${packages[@]}"; do
    command -v "$one" >/dev/null || missing="$missing $one"
  done
  if [ -z "$missing" ]; then
    return
  fi
  local dir="debian"
  [ -e "$cache/$dir/complete" ] && return
  command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null ||
    cannot "find$missing on the PATH, and this is no Debian to take them from"
  echo "unpacking Debian's ${packages[*]} into $cache/$dir ..."
  rm -rf "${cache:?}/$dir"
  mkdir -p "$cache/$dir/archives"
  if ! (cd "$cache/$dir/archives" && apt-get -q download "${packages[@]}") >"$log" 2>&1; then
    refresh_lists
    (cd "$cache/$dir/archives" && apt-get -q download "${packages[@]}") >>"$log" 2>&1 ||
      cannot "download ${packages[*]} with apt-get"
  fi
  for one in "$cache/$dir"/archives/*.deb; do
    dpkg-deb -x "$one" "$cache/$dir" >>"$log" 2>&1 || cannot "unpack $one"
  done
  touch "$cache/$dir/complete"
}

# Old or missing package lists need root.
refresh_lists() {
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null && sudo -n true 2>/dev/null ||
      cannot "refresh apt's package lists: neither root nor sudo -n; run apt-get update and try again"
    as_root=(sudo -n)
  fi
  "${as_root[@]}" apt-get -o DPkg::Lock::Timeout=120 -q update >>"$log" 2>&1 || cannot "run apt-get update"
}

for part in "$@"; do
  case $part in
  python) python_part ;;
  node) node_part ;;
  monitoring) monitoring_part ;;
  *) cannot "install $part: there is no such part" ;;
  esac
done
