/**
 * The decision core: pure functions over immutable values. Its packages are the steps of the flow, each knows only those
 * above it in this list:
 * <ol>
 *   <li>{@code verdict}: window and judge; probe results become verdicts of targets and regions
 *   <li>{@code pace}: how often a target is probed, and by which observers
 *   <li>{@code situation}: what a decision rests on: records, routes, intents, what other places say, the policy
 *   <li>{@code decision}: the rules
 *   <li>{@code plan}: ordered steps, and the invariants that are asked before one is applied
 *   <li>{@code status}: what a loop reports: live status and audit records
 * </ol>
 * No clock, no logger, no I/O: {@code now} is an argument. {@link dev.temporalfailover.failover.Clock} is declared here for the
 * packages above.
 */
package dev.temporalfailover.failover;
