/** {@code mvn -Preal}: the service, its emulator of Route 53 and its alerts against peers that others have written. */
package dev.temporalfailover.real;
