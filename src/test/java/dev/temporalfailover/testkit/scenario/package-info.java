/** Failures of two regions that are played on emulators and on real components alike. */
package dev.temporalfailover.testkit.scenario;
