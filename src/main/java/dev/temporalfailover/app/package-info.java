/** Start and stop: loads the configuration, makes all parts, joins and closes them. */
package dev.temporalfailover.app;
