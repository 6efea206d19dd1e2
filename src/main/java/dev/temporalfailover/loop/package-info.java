/** Steps 5 to 10 of the flow for one policy on one thread: gather, decide, plan, apply, verify, record. */
package dev.temporalfailover.loop;
