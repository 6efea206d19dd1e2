/** Stand-ins for Temporal's frontend, and the real test server in a process of its own. */
package dev.temporalfailover.emulator.temporal;
