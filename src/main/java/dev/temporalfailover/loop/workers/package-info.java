/** Whether restarted workers have come back: step 9 of the flow, verify, for the layer WORKERS. */
package dev.temporalfailover.loop.workers;
