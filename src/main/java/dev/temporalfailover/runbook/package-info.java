/** Alertmanager's alerts become intents; what moves traffic is the loop, which weighs them like any other. */
package dev.temporalfailover.runbook;
