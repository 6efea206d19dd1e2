/** How often each target is asked and by which observers, within the probe budget. */
package dev.temporalfailover.failover.pace;
