/** The invariants: they know the truth of the world and never ask the code under test. */
package dev.temporalfailover.simulation.rules;
