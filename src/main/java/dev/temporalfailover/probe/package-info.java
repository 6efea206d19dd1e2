/** Asks targets and returns what came of it as a value. A probe never throws and is never retried. */
package dev.temporalfailover.probe;
