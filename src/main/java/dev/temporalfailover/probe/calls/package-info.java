/** What a frontend is asked over gRPC: methods and their requests. */
package dev.temporalfailover.probe.calls;
