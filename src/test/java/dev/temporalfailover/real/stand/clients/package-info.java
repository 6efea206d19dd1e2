/** Clients of the stand: real ones, each a process of its own that writes down what became of its calls. */
package dev.temporalfailover.real.stand.clients;
