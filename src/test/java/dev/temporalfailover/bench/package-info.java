/** {@code mvn -Pbench}: what the service costs and how fast it is, measured from outside where that is possible. */
package dev.temporalfailover.bench;
