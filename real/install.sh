#!/usr/bin/env bash
# Installs the real peers of `mvn -Preal` into a cache, each once: install.sh CACHE PART...
#   python      a venv with requirements.txt: boto3, aws-cli, moto, the Temporal dev server, Node.js
#   node        package.json by npm of that venv: the AWS SDK for JavaScript
#   monitoring  prometheus, alertmanager, blackbox_exporter: from the PATH, else Debian's packages unpacked into the cache,
#               so that nothing is installed into the system and no daemon is started
#   kubectl     kubectl from the PATH, else from its Go module
#   helm        helm from the PATH, else from its Go module
#   kubernetes  kubectl, etcd as above, kube-apiserver and Istio's and the Gateway API's definitions from their Go modules
#   mesh        istiod from its Go module (Envoy comes with python)
#   network     ip, nsenter and unshare from the PATH; wire/ built
#   replication Temporal's server and its schema tool from their Go module, PostgreSQL from the PATH, else from Debian's
#               postgresql-15, installed or unpacked into the cache
# Ends with non-zero and a line that begins with "CANNOT" if a part cannot be had. Leaves CACHE/venv, CACHE/node, CACHE/debian,
# CACHE/bin, CACHE/crds, CACHE/postgresql.
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

# Unpacks Debian packages whose commands are not on the PATH: debian NAME COMMAND:PACKAGE...
debian() {
  local name=$1 pair missing=() packages=()
  shift
  for pair in "$@"; do
    packages+=("${pair#*:}")
    command -v "${pair%:*}" >/dev/null || missing+=("${pair#*:}")
  done
  local done="$cache/debian/$name.complete" archives="$cache/debian/archives-$name" one
  if [ ${#missing[@]} -eq 0 ] || [ -e "$done" ]; then
    return
  fi
  command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null ||
    cannot "find the commands of ${missing[*]} on the PATH, and this is no Debian to take them from"
  echo "unpacking Debian's ${packages[*]} into $cache/debian ..."
  rm -rf "$archives"
  mkdir -p "$archives"
  if ! (cd "$archives" && apt-get -q download "${packages[@]}") >"$log" 2>&1; then
    refresh_lists
    (cd "$archives" && apt-get -q download "${packages[@]}") >>"$log" 2>&1 ||
      cannot "download ${packages[*]} with apt-get"
  fi
  for one in "$archives"/*.deb; do
    dpkg-deb -x "$one" "$cache/debian" >>"$log" 2>&1 || cannot "unpack $one"
  done
  touch "$done"
}

monitoring_part() {
  debian monitoring prometheus:prometheus prometheus-alertmanager:prometheus-alertmanager \
    prometheus-blackbox-exporter:prometheus-blackbox-exporter
}

# Builds a program of this directory, or another package of its module, once for each state of its sources:
# program DIRECTORY COMMAND MINUTES [PACKAGE]
program() {
  local source="$here/$1" command=$2 package=${4:-.} built
  built="$command-$(stamp "$source"/go.* "$source"/*.go)"
  if [ ! -e "$cache/bin/$built" ]; then
    command -v go >/dev/null || cannot "find Go 1.26 or newer on the PATH, to build $command"
    echo "building $command from its Go module, about $3 min on two cores ..."
    mkdir -p "$cache/bin"
    (cd "$source" && GOFLAGS=-mod=readonly go build -trimpath -ldflags "-s -w" -o "$cache/bin/$built.new" "$package") \
      >"$log" 2>&1 || cannot "build $command (real/$1)"
    mv "$cache/bin/$built.new" "$cache/bin/$built"
  fi
  link "$built" "bin/$command"
}

# Takes one file of a Go module: module_file MODULE@VERSION FILE TO
module_file() {
  [ -e "$3" ] && return
  command -v go >/dev/null || cannot "find Go 1.26 or newer on the PATH, to fetch $1"
  local directory
  # Outside of any module, so that nothing but this one is asked for.
  directory=$(cd / && go mod download -json "$1" 2>"$log" | sed -n 's/^[[:space:]]*"Dir": "\(.*\)",$/\1/p') ||
    cannot "fetch $1"
  [ -n "$directory" ] || cannot "fetch $1"
  cp "$directory/$2" "$3.new" && chmod u+w "$3.new" && mv "$3.new" "$3"
}

kubectl_part() {
  command -v kubectl >/dev/null || program apiserver kubectl 1 k8s.io/kubernetes/cmd/kubectl
}

helm_part() {
  command -v helm >/dev/null || program helm helm 3 helm.sh/helm/v3/cmd/helm
}

kubernetes_part() {
  debian etcd etcd:etcd-server
  program apiserver kube-apiserver 4
  kubectl_part
  mkdir -p "$cache/crds"
  module_file istio.io/api@v1.31.1 kubernetes/customresourcedefinitions.gen.yaml "$cache/crds/istio-1.31.1.yaml"
  local kind
  for kind in gatewayclasses gateways httproutes grpcroutes; do
    module_file sigs.k8s.io/gateway-api@v1.6.0 "config/crd/standard/gateway.networking.k8s.io_$kind.yaml" \
      "$cache/crds/gateway-api-1.6.0-$kind.yaml"
  done
}

mesh_part() {
  python_part
  program istiod istiod 5
}

network_part() {
  local command
  for command in ip nsenter unshare; do
    command -v "$command" >/dev/null || cannot "find $command on the PATH (Debian: apt-get install iproute2 util-linux)"
  done
  [ -c /dev/net/tun ] || cannot "find /dev/net/tun: this kernel has no TUN devices"
  program wire wire 1
}

# A command of PostgreSQL as CACHE/postgresql/COMMAND: postgres_command DIRECTORY COMMAND [LIBRARIES]. A script, no link:
# PostgreSQL looks for the rest of itself where its program really is.
postgres_command() {
  local libraries=""
  [ -z "${3:-}" ] || libraries="LD_LIBRARY_PATH='$3' "
  printf '#!/bin/sh\nexec env %s"%s/%s" "$@"\n' "$libraries" "$1" "$2" >"$cache/postgresql/$2.new"
  chmod 755 "$cache/postgresql/$2.new"
  mv "$cache/postgresql/$2.new" "$cache/postgresql/$2"
}

# Debian has postgres and initdb beside each other, and neither on the PATH.
postgres_part() {
  local directory="" libraries="" place
  if command -v initdb >/dev/null && command -v postgres >/dev/null; then
    directory=$(dirname "$(readlink -f "$(command -v postgres)")")
  fi
  for place in /usr/lib/postgresql/*/bin; do
    [ -n "$directory" ] || [ ! -x "$place/initdb" ] || [ ! -x "$place/postgres" ] || directory=$place
  done
  if [ -z "$directory" ]; then
    debian postgresql initdb:postgresql-15 initdb:libpq5 initdb:libldap-2.5-0 initdb:libicu72 initdb:libxml2
    directory="$cache/debian/usr/lib/postgresql/15/bin"
    libraries=$(dirname "$(find "$cache/debian/usr/lib" -name 'libpq.so.5' | head -n 1)")
  fi
  mkdir -p "$cache/postgresql"
  postgres_command "$directory" initdb "$libraries"
  postgres_command "$directory" postgres "$libraries"
  "$cache/postgresql/initdb" --version >"$log" 2>&1 && "$cache/postgresql/postgres" --version >>"$log" 2>&1 ||
    cannot "run PostgreSQL of $directory"
}

replication_part() {
  # It refuses to run as root; the stand gives it another user.
  [ "$(id -u)" -ne 0 ] || command -v setpriv >/dev/null ||
    cannot "find setpriv on the PATH, which root needs to run PostgreSQL (Debian: apt-get install util-linux)"
  postgres_part
  program temporal temporal-server 5 go.temporal.io/server/cmd/server
  program temporal temporal-sql-tool 1 go.temporal.io/server/cmd/tools/sql
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
  kubectl) kubectl_part ;;
  helm) helm_part ;;
  kubernetes) kubernetes_part ;;
  mesh) mesh_part ;;
  network) network_part ;;
  replication) replication_part ;;
  *) cannot "install $part: there is no such part" ;;
  esac
done
