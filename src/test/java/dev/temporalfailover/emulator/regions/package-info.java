/** Two regions and a witness on this machine, made of emulators, real processes of the service and simulated clients. */
package dev.temporalfailover.emulator.regions;
