/** What a schedule starts with and what stands by itself: scenario, mutation, virtual time, the processes under test, what people asked. */
package dev.temporalfailover.simulation.setting;
