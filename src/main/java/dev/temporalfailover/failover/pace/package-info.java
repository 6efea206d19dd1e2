/** How often each target is probed and by which observers, within the probe budget. */
package dev.temporalfailover.failover.pace;
