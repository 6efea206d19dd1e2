package dev.temporalfailover.failover.verdict;

import dev.temporalfailover.failover.Moment;
import dev.temporalfailover.failover.verdict.TargetVerdict.Outage;
import dev.temporalfailover.failover.verdict.TargetVerdict.Signals;
import java.time.Duration;
import java.util.Locale;

/** Window + thresholds + now -> verdict of one target. A region is judged from these by {@link RegionJudge}. */
public final class Judge {

    private Judge() {}

    /**
     * The target's verdict now.
     *
     * @param before its verdict at the last judgement; {@link TargetVerdict#NO_DATA} at first
     */
    public static TargetVerdict judge(TargetVerdict before, Window window, Thresholds t, Duration now) {
        ProbeResult last = window.last();
        if (last == null) {
            return TargetVerdict.NO_DATA;
        }
        Duration silent = now.minus(last.at());
        if (silent.compareTo(t.staleAfter()) > 0) {
            // No data is never DOWN, and what came before the silence proves nothing any more.
            return new TargetVerdict(Verdict.UNKNOWN, "no result for " + text(silent), Signals.NONE);
        }
        if (window.unclear() >= t.failAfter()) {
            return new TargetVerdict(
                    Verdict.UNKNOWN, says(last), before.signals().unclear());
        }
        Signals was = before.signals();
        boolean down = down(was.down(), window, t);
        Outage outage = was.outage().next(before, down, window, t, now);
        boolean afresh = outage.forgets(was.outage());
        double errors = window.errorRatio(outage.back(t.errorRatio().over(), now), now);
        double loss = window.lossRatio(outage.back(t.lossRatio().over(), now), now);
        double latency =
                window.latency(t.latencyQuantile(), t.latency().over(), t.abroad() ? Thresholds.FARTHEST : 0, now);
        Signals is = new Signals(
                down,
                was.outage().again(window, t, now) || t.errorRatio().tripped(was.errors() && !afresh, errors),
                t.lossRatio().tripped(was.loss() && !afresh, loss),
                // What stood for want of answers in the outage is not known of what came back.
                t.latency().tripped(was.latency() && !afresh, latency),
                outage);
        return verdict(before, is, window, t, errors, loss, latency);
    }

    /**
     * How long the verdict of {@code judge} at {@code now} is valid if no result arrives, {@link Moment#steady()}:
     * until the next slice of time leaves a window, or the target has been silent for too long.
     */
    public static Duration stands(Window window, Thresholds t, Duration now) {
        if (window.last() == null) {
            return Duration.ofNanos(Long.MAX_VALUE);
        }
        Duration silent = window.last().at().plus(t.staleAfter());
        if (silent.compareTo(now) < 0) {
            // The verdict's text has the duration.
            return now;
        }
        long next = silent.toNanos();
        next = Math.min(next, window.changesNanos(t.errorRatio().over(), now));
        next = Math.min(next, window.changesNanos(t.lossRatio().over(), now));
        next = Math.min(next, window.changesNanos(t.latency().over(), now));
        return Duration.ofNanos(next);
    }

    private static boolean down(boolean was, Window window, Thresholds t) {
        return window.failures() >= t.failAfter() || (was && window.successes() < t.recoverAfter());
    }

    private static TargetVerdict verdict(
            TargetVerdict before, Signals is, Window w, Thresholds t, double errors, double loss, double latency) {
        if (is.down()) {
            return new TargetVerdict(Verdict.DOWN, downWhy(w, t), is);
        }
        if (is.errors()) {
            return new TargetVerdict(Verdict.DOWN, percent("error ratio ", errors, t.errorRatio()), is);
        }
        boolean settled = before.verdict() == Verdict.HEALTHY || before.verdict() == Verdict.DEGRADED;
        if (!settled && w.successes() < t.recoverAfter()) {
            return new TargetVerdict(
                    Verdict.UNKNOWN, w.successes() + " consecutive answers, needs " + t.recoverAfter(), is);
        }
        if (w.impaired() >= t.failAfter()) {
            return new TargetVerdict(Verdict.DEGRADED, says(w.last()), is);
        }
        if (is.loss()) {
            return new TargetVerdict(Verdict.DEGRADED, percent("loss ratio ", loss, t.lossRatio()), is);
        }
        if (is.latency()) {
            // Its own region judges how slow it is. From here it may be the link, and a move would not heal that.
            return new TargetVerdict(t.abroad() ? Verdict.HEALTHY : Verdict.DEGRADED, slow(latency, t), is);
        }
        return new TargetVerdict(Verdict.HEALTHY, says(w.last()), is);
    }

    private static String slow(double latency, Thresholds t) {
        return String.format(
                Locale.ROOT,
                "p%.0f latency %s%s over %s; it trips at %.0f ms and clears below %.0f ms",
                t.latencyQuantile() * 100,
                measured("%.0f ms", latency * 1000),
                t.abroad() ? " beyond the way there" : "",
                text(t.latency().over()),
                t.latency().fail() * 1000,
                t.latency().recover() * 1000);
    }

    private static String downWhy(Window w, Thresholds t) {
        return w.failures() >= t.failAfter()
                ? w.failures() + " consecutive failures, threshold " + t.failAfter() + ": " + says(w.last())
                : "recovering: " + w.successes() + " of " + t.recoverAfter() + " consecutive answers";
    }

    private static String says(ProbeResult last) {
        return last.detail().isEmpty() ? last.outcome().word() : last.outcome().word() + " (" + last.detail() + ")";
    }

    /** A signal that has tripped stands while there are too few results to measure it again. */
    private static String measured(String format, double value) {
        return Double.isNaN(value) ? "of too few results, it stands" : String.format(Locale.ROOT, format, value);
    }

    private static String percent(String what, double value, Limit limit) {
        return String.format(
                Locale.ROOT,
                "%s%s over %s; it trips at %.1f %% and clears below %.1f %%",
                what,
                measured("%.1f %%", value * 100),
                text(limit.over()),
                limit.fail() * 100,
                limit.recover() * 100);
    }

    /** For a person, for example {@code 1500 ms}, {@code 90 s}, {@code 10 min 20 s} or {@code 24 h}. */
    public static String text(Duration d) {
        if (d.compareTo(Duration.ofSeconds(2)) < 0) {
            return d.toMillis() + " ms";
        }
        if (d.compareTo(Duration.ofMinutes(2)) < 0) {
            return d.toSeconds() + " s";
        }
        if (d.compareTo(Duration.ofHours(1)) < 0) {
            return d.toMinutes() + " min" + (d.toSecondsPart() == 0 ? "" : " " + d.toSecondsPart() + " s");
        }
        return d.compareTo(Duration.ofDays(2)) <= 0
                ? d.toHours() + " h" + (d.toMinutesPart() == 0 ? "" : " " + d.toMinutesPart() + " min")
                : d.toDays() + " d";
    }
}
