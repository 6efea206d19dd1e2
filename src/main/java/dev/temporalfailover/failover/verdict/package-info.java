/** Steps 3 and 4 of the flow, window and judge: probe results become verdicts of targets and regions. */
package dev.temporalfailover.failover.verdict;
