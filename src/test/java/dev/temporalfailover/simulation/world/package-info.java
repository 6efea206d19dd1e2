/** The world of a schedule: regions with their clusters and pods, the network, the zone. It tells the invariants what happens. */
package dev.temporalfailover.simulation.world;
