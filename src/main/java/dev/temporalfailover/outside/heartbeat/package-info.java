/** Guards the steps of threads, and tells which threads no longer go on. */
package dev.temporalfailover.outside.heartbeat;
