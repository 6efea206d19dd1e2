/** What all who patch objects of the Kubernetes API share. */
package dev.temporalfailover.traffic.kubernetes;
