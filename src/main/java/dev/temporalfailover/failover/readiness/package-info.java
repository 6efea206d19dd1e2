/** Whether each region could take the traffic now, before it must: what is published -> every reason against. */
package dev.temporalfailover.failover.readiness;
