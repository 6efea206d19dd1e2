/** Bad input and faults, end to end: the packaged service as a process of its own against peers that misbehave on demand. */
package dev.temporalfailover.faults;
