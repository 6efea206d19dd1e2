/** Which region's Temporal frontends hold how many connections, and what is left of them where the traffic was. */
package dev.temporalfailover.failover.clients;
