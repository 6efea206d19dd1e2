/** Pages of others that are got over HTTP: bounded in size and time, never trusted. */
package dev.temporalfailover.page;
