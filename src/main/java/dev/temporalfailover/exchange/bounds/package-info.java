/** What callers of other instances may cost together, whoever they are. */
package dev.temporalfailover.exchange.bounds;
