/** Alertmanager's alerts become intents; only the loop moves traffic, and evaluates them like any other intent. */
package dev.temporalfailover.runbook;
