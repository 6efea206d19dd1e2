/** What a connection to the HTTP ports may cost, whoever made it: how many there are, how long one is idle, what is asked and not read. */
package dev.temporalfailover.api.connections;
