/** What every gRPC client of this service needs, whichever server it calls. */
package dev.temporalfailover.outside.grpc;
