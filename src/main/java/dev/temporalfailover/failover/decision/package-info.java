/** Step 6 of the flow, decide: the rules that let traffic move or stop it. */
package dev.temporalfailover.failover.decision;
