/** What the section of Temporal's namespaces says of workers. */
package dev.temporalfailover.config.workers;
