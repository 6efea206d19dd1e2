/** Connections to Temporal's frontends, as status and explain show them. */
package dev.temporalfailover.api.clients;
