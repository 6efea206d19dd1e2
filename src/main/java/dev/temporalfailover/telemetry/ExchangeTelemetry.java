package dev.temporalfailover.telemetry;

import dev.temporalfailover.exchange.ExchangeMeters;
import dev.temporalfailover.exchange.identity.RefusalReason;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The exchange's counts as metrics. */
public final class ExchangeTelemetry implements ExchangeMeters {
    private final CoordinationTelemetry telemetry;
    /** Open streams by kind and place; bounded by the configuration. */
    private final Map<String, Integer> open = new ConcurrentHashMap<>();

    public ExchangeTelemetry(CoordinationTelemetry telemetry) {
        this.telemetry = telemetry;
    }

    @Override
    public void open(Stream stream, String place, int count) {
        open.put(stream + " " + place, count);
        int all = open.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(stream + " "))
                .mapToInt(Map.Entry::getValue)
                .sum();
        telemetry.streams(stream.word(), all);
    }

    @Override
    public void message(Stream stream, MessageResult result) {
        telemetry.messages(stream.word(), result.word(), 1);
    }

    @Override
    public void refused(RefusalReason why) {
        telemetry.messages("connection", why.word(), 1);
    }

    @Override
    public void skewed(String place, int names) {
        telemetry.skewed(place, names);
    }
}
