/** Servers that misuse HTTP/2. */
package dev.temporalfailover.emulator.http2;
