package dev.temporalfailover.emulator.route53;

import java.util.List;

/**
 * One resource record set: simple, or one member of a weighted group.
 *
 * @param name normalized, see {@link RecordName}
 * @param type for example {@code A}
 * @param setIdentifier null for a simple record
 * @param weight 0..255; null for a simple record
 * @param ttl seconds; null for an alias, which has none of its own
 * @param values as given; empty for an alias
 * @param alias null for a record with values
 * @param healthCheckId null without a health check
 */
public record RecordSet(
        String name,
        String type,
        String setIdentifier,
        Long weight,
        Long ttl,
        List<String> values,
        Alias alias,
        String healthCheckId) {

    public RecordSet {
        values = List.copyOf(values);
    }

    /** Where an alias points. */
    public record Alias(String hostedZoneId, String dnsName, boolean evaluateTargetHealth) {}

    /** A simple record with values, for setting a zone up. */
    public static RecordSet simple(String name, String type, long ttl, String... values) {
        return new RecordSet(name, type, null, null, ttl, List.of(values), null, null);
    }

    /** A weighted record with one value, for setting a zone up. */
    public static RecordSet weighted(String name, String type, String id, long weight, long ttl, String value) {
        return new RecordSet(name, type, id, weight, ttl, List.of(value), null, null);
    }

    /** The same record set with a health check. */
    public RecordSet withHealthCheck(String id) {
        return new RecordSet(name, type, setIdentifier, weight, ttl, values, alias, id);
    }

    Key key() {
        return new Key(RecordName.of(name).order(), type, setIdentifier == null ? "" : setIdentifier);
    }

    /** As AWS names a record set in its messages. */
    String described() {
        return "[name='" + name + "', type='" + type + "'"
                + (setIdentifier == null ? "" : ", set identifier='" + setIdentifier + "'") + "]";
    }

    /** Identity and place in a listing: reversed name, then type, then set identifier, in ASCII order. */
    record Key(String order, String type, String setIdentifier) implements Comparable<Key> {
        @Override
        public int compareTo(Key o) {
            int byName = order.compareTo(o.order);
            int byType = byName != 0 ? byName : type.compareTo(o.type);
            return byType != 0 ? byType : setIdentifier.compareTo(o.setIdentifier);
        }
    }
}
