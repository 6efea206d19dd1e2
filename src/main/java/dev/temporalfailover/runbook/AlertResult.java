package dev.temporalfailover.runbook;

/**
 * What came of one alert.
 *
 * @param action the label's value, empty without one
 * @param result {@code stored} (an intent, or a probe that was started), {@code released} (resolved: what this alert had
 *     asked for is withdrawn), {@code duplicate}, {@code ignored} (no action asked), {@code stale}, {@code refused} or
 *     {@code unavailable} (Alertmanager should send it again)
 * @param detail one line for a person
 */
public record AlertResult(String fingerprint, String action, String result, String detail) {}
