/** What the service reports: every metric's name, and the audit trail. It only listens. */
package dev.temporalfailover.telemetry;
