/** What a proxy of the mesh dumps. */
package dev.temporalfailover.emulator.envoy;
