/** A Kubernetes API in the JVM that is as strict as a real one where this product relies on it, and that can break on demand. */
package dev.temporalfailover.emulator.kubernetes;
