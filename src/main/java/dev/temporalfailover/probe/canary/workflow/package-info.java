/**
 * A workflow that a canary client starts and works on itself, by Temporal's SDK: whether its region's cluster carries a workflow
 * from the start over both kinds of task to the result.
 */
package dev.temporalfailover.probe.canary.workflow;
