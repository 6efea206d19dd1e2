package dev.temporalfailover.runbook;

/**
 * What came of one alert.
 *
 * @param action the label's value, empty without one
 * @param detail one line for a person
 */
public record AlertResult(String fingerprint, String action, AlertOutcome result, String detail) {}
