/** Two regions on this machine: real processes, strict emulators, simulated clients, and the story of a failover. */
package dev.temporalfailover.sandbox;
