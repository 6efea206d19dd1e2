/** Reads from outside: pages, Prometheus text, and files that change while the service runs. */
package dev.temporalfailover.outside;
