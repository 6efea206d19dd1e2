package dev.temporalfailover.config;

import dev.temporalfailover.config.settings.Durations;
import dev.temporalfailover.config.settings.Keywords;
import dev.temporalfailover.config.settings.Problems;
import dev.temporalfailover.config.settings.Section;
import dev.temporalfailover.config.settings.Setting;
import dev.temporalfailover.config.settings.Setting.Shape;
import dev.temporalfailover.config.settings.Types;
import dev.temporalfailover.config.settings.ValueType;
import dev.temporalfailover.failover.Worded;
import dev.temporalfailover.failover.verdict.Limit;
import dev.temporalfailover.failover.verdict.Thresholds;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Section {@code network_monitoring.alerts}: the limits that all policies share. */
record AlertsSection(Map<Name, Limit> limits, double latencyQuantile) {

    /** The alerts with their units and defaults. */
    enum Name implements Worded {
        HIGH_LATENCY("100ms", "5m", 0.8, "a duration, at most 10s", t -> seconds(t, 10)),
        PACKET_LOSS("1%", "2m", 0.8, "a ratio above 0 up to 1, or percent", Types::ratio),
        HIGH_CONNECTION_COUNT("10000", "5m", 0.8, "a number of connections above 0", AlertsSection::count),
        CONNECTION_POOL_EXHAUSTION("0.9", "1m", 0.8, "a ratio above 0 up to 1, or percent", Types::ratio),
        ERROR_RATIO("50%", "1m", 0.2, "a ratio above 0 up to 1, or percent", Types::ratio);

        final String threshold;
        final String duration;
        final double recover;
        final String allowed;
        final ToDoubleFunction<String> parse;

        Name(String threshold, String duration, double recover, String allowed, ToDoubleFunction<String> parse) {
            this.threshold = threshold;
            this.duration = duration;
            this.recover = recover;
            this.allowed = allowed;
            this.parse = parse;
        }

        private boolean sampled() {
            return this != HIGH_CONNECTION_COUNT && this != CONNECTION_POOL_EXHAUSTION;
        }

        private Limit standard() {
            double fail = parse.applyAsDouble(threshold);
            return new Limit(fail, recoverOf(fail), Durations.parse(duration));
        }

        /** Rounded, so that 80 % of 0.1 is 0.08. */
        private double recoverOf(double fail) {
            return Math.round(fail * recover * 1e9) / 1e9;
        }
    }

    private static final Setting<Name> NAME = Setting.required("name", ValueType.word(Name.class))
            .means(
                    "`high_latency`: probe latency at `quantile`, not of cold_connect, makes the own region DEGRADED; that"
                            + " of another region is said, without the way there. `packet_loss`: probes without any"
                            + " answer / all, DEGRADED. `high_connection_count` and `connection_pool_exhaustion`:"
                            + " held for the whole duration, DEGRADED. `error_ratio`: failed / all, DOWN. Each at most once;"
                            + " one that is not listed keeps its defaults. After an outage that came out of good"
                            + " answers the ratios forget what was before `recover_threshold` answers in a row, once"
                            + " within `duration`.");
    private static final Setting<String> THRESHOLD = Setting.optional(
                    "threshold", Types.QUANTITY, "100ms, 1%, 10000, 0.9, 50% in the order of the names above")
            .means("At or above this the alert trips. A duration for latency, a number for connections, else a ratio"
                    + " or percent.");
    private static final Setting<String> RECOVER = Setting.optional(
                    "recover", Types.QUANTITY, "80 % of threshold, 20 % for error_ratio")
            .means("Below this a tripped alert clears; in the unit of `threshold` and not above it.");
    private static final Setting<Duration> DURATION = Setting.optional(
                    "duration", Durations.from("100ms", "1h"), "5m, 2m, 5m, 1m, 1m in the order of the names above")
            .means("The time the value is taken over; must hold at least " + Thresholds.MIN_SAMPLES
                    + " probes, or the alert could never trip.");
    private static final Setting<Double> QUANTILE = Setting.of(
                    "quantile",
                    ValueType.of("a number from 0.5 to 0.999", Keywords.number(0.5, 0.999), text -> {
                        double q = Types.number(text);
                        ValueType.require(q >= 0.5 && q <= 0.999);
                        return q;
                    }),
                    "0.99")
            .means("Quantile of the latency; `high_latency` only.");

    static final Shape SHAPE = new Shape(NAME, THRESHOLD, RECOVER, DURATION, QUANTILE);

    static AlertsSection read(Iterable<Section> sections, ProbingSection probing) {
        Map<Name, Limit> limits = new EnumMap<>(Name.class);
        double quantile = QUANTILE.otherwise();
        for (Section s : sections) {
            Name name = s.value(NAME);
            Duration over = s.value(DURATION);
            Double q = s.value(QUANTILE);
            if (name == null) {
                continue;
            }
            if (limits.containsKey(name)) {
                s.wrong(NAME, Problems.quoted(name.word()) + " is listed twice");
            }
            if (name == Name.HIGH_LATENCY) {
                quantile = q;
            } else if (s.has(QUANTILE)) {
                s.wrong(QUANTILE, "belongs to high_latency only");
            }
            Limit limit = limit(s, name, over);
            limits.put(name, limit);
            if (name.sampled()
                    && limit.over().compareTo(probing.times().interval().multipliedBy(Thresholds.MIN_SAMPLES)) < 0) {
                s.wrong(
                        DURATION,
                        Durations.text(limit.over()) + " holds fewer than " + Thresholds.MIN_SAMPLES
                                + " probes at probing.interval "
                                + Durations.text(probing.times().interval()));
            }
        }
        for (Name name : Name.values()) {
            limits.putIfAbsent(name, name.standard());
        }
        return new AlertsSection(limits, quantile);
    }

    Thresholds thresholds(int failAfter, int recoverAfter, Duration staleAfter) {
        return new Thresholds(
                failAfter,
                recoverAfter,
                limits.get(Name.ERROR_RATIO),
                limits.get(Name.PACKET_LOSS),
                limits.get(Name.HIGH_LATENCY),
                latencyQuantile,
                limits.get(Name.CONNECTION_POOL_EXHAUSTION),
                limits.get(Name.HIGH_CONNECTION_COUNT),
                staleAfter);
    }

    private static Limit limit(Section s, Name name, Duration over) {
        Limit standard = name.standard();
        double fail = number(s, THRESHOLD, name, standard.fail());
        double recover = number(s, RECOVER, name, name.recoverOf(fail));
        if (recover > fail) {
            s.wrong(
                    RECOVER,
                    s.written(RECOVER) + " is above threshold "
                            + (s.has(THRESHOLD) ? s.written(THRESHOLD) : name.threshold));
        }
        return new Limit(fail, recover, over == null ? standard.over() : over);
    }

    private static double number(Section s, Setting<String> setting, Name name, double otherwise) {
        String text = s.value(setting);
        if (text == null) {
            return otherwise;
        }
        try {
            return name.parse.applyAsDouble(text);
        } catch (IllegalArgumentException e) {
            s.wrong(
                    setting,
                    Problems.quoted(text) + " is not allowed; allowed for " + name.word() + ": " + name.allowed);
            return otherwise;
        }
    }

    private static double seconds(String text, int most) {
        double seconds = Durations.parse(text).toMillis() / 1000.0;
        ValueType.require(seconds > 0 && seconds <= most);
        return seconds;
    }

    private static double count(String text) {
        double number = Types.number(text);
        ValueType.require(number > 0);
        return number;
    }
}
