/** What everything with real peers stands on: tools, directories, a report, HTTP and Prometheus. */
package dev.temporalfailover.real.ground;
