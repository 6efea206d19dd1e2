package dev.temporalfailover.failover.situation;

import java.time.Duration;

/**
 * How soon and how often a policy may switch automatically.
 *
 * @param holdDown after an automatic switch no other one for this long, unless acknowledged
 * @param escapeAfter inside the hold-down: active DOWN and target HEALTHY, both without a break for this long, may switch
 * @param maxSwitches automatic switches allowed in {@code switchWindow} (velocity cap); holds for escapes too
 * @param switchWindow the time of the velocity cap
 * @param quietPeriod after start nothing is decided automatically for this long
 */
public record SwitchLimits(
        Duration holdDown, Duration escapeAfter, int maxSwitches, Duration switchWindow, Duration quietPeriod) {}
