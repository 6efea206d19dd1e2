/** Whether this place reaches the world outside: a place that does not cannot judge others. */
package dev.temporalfailover.coordination.connectivity;
