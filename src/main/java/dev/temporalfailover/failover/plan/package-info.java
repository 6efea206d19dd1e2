/** Step 7 of the flow, plan: steps with before and after, and the invariants. */
package dev.temporalfailover.failover.plan;
