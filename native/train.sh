#!/bin/sh
# Lets the JVM write what the service loaded and compiled to /app/app.aot, and proves that the cache is used. The service asks
# itself: names, TLS handshakes that fail, a Kubernetes API that has no Lease, Temporal that is not there. That loads the
# classes of DNS, TLS, the Lease and the probes, but for the decoding of good answers.
set -eu
app=${1:-/app}
here=${2:-/training}
# Wherever it runs: the cache must not depend on the working directory, and a build container may have no HOSTNAME.
cd /
unset HOSTNAME
export TEMPORAL_FAILOVER_CONFIG="$here/training.yaml" TEMPORAL_FAILOVER_INSTANCE=training
export KUBERNETES_MASTER=http://127.0.0.1:8080 KUBERNETES_AUTH_TRYKUBECONFIG=false KUBERNETES_AUTH_TRYSERVICEACCOUNT=false

# The same options and the same absolute path of the jar as in the image: both are part of the cache's key.
service() {
  # exec: the signal must reach the JVM, not a shell around it.
  exec java "$@" -XX:+UseCompactObjectHeaders -XX:+UseSerialGC -Xms16m -Xmn8m -Xmx64m -XX:TieredStopAtLevel=1 \
    -jar "$app/quarkus-run.jar"
}

ends_by_term() {
  kill -TERM "$1"
  # 143 is the end that SIGTERM asks for; the cache is written on the way out.
  wait "$1" || [ $? -eq 143 ]
}

service "-XX:AOTCacheOutput=$app/app.aot" &
pid=$!
sleep 20
ends_by_term "$pid"
test -s "$app/app.aot"

# With "on" a cache that does not fit ends the JVM at once, where "auto" would go on without a word.
service -XX:AOTMode=on "-XX:AOTCache=$app/app.aot" &
pid=$!
sleep 10
kill -0 "$pid"
ends_by_term "$pid"
