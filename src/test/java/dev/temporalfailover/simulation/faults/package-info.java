/** What goes wrong in a schedule, and what people and alerts do. */
package dev.temporalfailover.simulation.faults;
