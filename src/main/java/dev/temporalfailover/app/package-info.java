/** Loop, wiring and configuration. */
package dev.temporalfailover.app;
