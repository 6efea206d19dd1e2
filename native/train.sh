#!/bin/sh
# Runs the service for a while against nothing, and lets the JVM write what it loaded and compiled to /app/app.aot.
# The probes of training.yaml are refused, which loads the same classes as probes that are answered, but for decoding.
set -eu
cd /app
TEMPORAL_FAILOVER_CONFIG=/training/training.yaml java -XX:AOTCacheOutput=/app/app.aot \
  -XX:+UseCompactObjectHeaders -XX:+UseSerialGC -Xms16m -Xmn8m -Xmx64m -XX:TieredStopAtLevel=1 -jar quarkus-run.jar &
service=$!
sleep 20
kill -TERM "$service"
# 143 is the end that SIGTERM asks for; the cache is written on the way out.
wait "$service" || [ $? -eq 143 ]
test -s /app/app.aot
