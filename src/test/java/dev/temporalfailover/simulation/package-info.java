/**
 * The deterministic simulation: the real decision code of two regions in virtual time, with every fault chosen by one seed
 * and every invariant checked after every event. {@code docs/simulation.md} is its description.
 */
package dev.temporalfailover.simulation;
