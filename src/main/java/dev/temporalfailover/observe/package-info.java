/** Steps 3 and 4 of the flow on one thread: results and reported votes become verdicts. */
package dev.temporalfailover.observe;
