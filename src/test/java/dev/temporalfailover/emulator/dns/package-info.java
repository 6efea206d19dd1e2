/** A name server that answers what a test wants. */
package dev.temporalfailover.emulator.dns;
