package dev.temporalfailover.telemetry;

import dev.temporalfailover.exchange.ExchangeMeters;
import java.util.Locale;
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
        telemetry.streams(kind(stream), all);
    }

    @Override
    public void message(Stream stream, MessageResult result) {
        telemetry.messages(kind(stream), word(result), 1);
    }

    @Override
    public void refused(RefusalReason why) {
        telemetry.messages("connection", word(why), 1);
    }

    private static String kind(Stream stream) {
        return word(stream);
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
