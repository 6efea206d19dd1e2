package dev.temporalfailover.failover.verdict;

import dev.temporalfailover.failover.Moment;
import java.time.Duration;

/**
 * One fact that led to a region's verdict.
 *
 * @param subject what it is about, for example {@code us-east-1/frontend/private 10.0.0.7:7233 system_info}
 * @param verdict the verdict of this evidence alone
 * @param why one line with values
 * @param at when it was last confirmed, {@link Moment#steady()}
 */
public record Evidence(String subject, Verdict verdict, String why, Duration at) {}
