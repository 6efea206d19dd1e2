/** Whose connection it is: certificates, the place and instance that they name, and those that are refused. */
package dev.temporalfailover.exchange.identity;
