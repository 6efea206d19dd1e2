/**
 * The rules: window, judge, decide, plan. Pure: records and functions, time as an argument, no clock, no logger, no I/O.
 *
 * <p>Read {@link dev.temporalfailover.failover.Judge}, then {@link dev.temporalfailover.failover.Decide}, then
 * {@link dev.temporalfailover.failover.Plan}.
 */
package dev.temporalfailover.failover;
