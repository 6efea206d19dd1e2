/** Clients without any right, thieves of a certificate and a disk that is full, at the packaged service. */
package dev.temporalfailover.faults.hostile;
