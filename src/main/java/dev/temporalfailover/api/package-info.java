/** HTTP: status, explain, intents, alerts, traffic health and the status page. It records intents and never moves traffic. */
package dev.temporalfailover.api;
