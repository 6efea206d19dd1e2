/** Clients of Temporal, simulated: they follow DNS or a mesh and say where their calls went. */
package dev.temporalfailover.emulator.clients;
