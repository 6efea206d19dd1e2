/** Step 5 of the flow, gather: the values that a decision rests on. */
package dev.temporalfailover.failover.situation;
