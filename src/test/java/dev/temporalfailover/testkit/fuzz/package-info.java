/** Inputs that nobody thought of, for parsers of what comes from outside. */
package dev.temporalfailover.testkit.fuzz;
