/** Two real Temporal clusters that replicate to each other: what moves a namespace and what that depends on. */
package dev.temporalfailover.real.replication;
