package dev.temporalfailover.emulator.route53;

import dev.temporalfailover.emulator.route53.AcceptedChange.Action;
import dev.temporalfailover.emulator.route53.AcceptedChange.Change;
import dev.temporalfailover.emulator.route53.wire.ApiError;
import dev.temporalfailover.emulator.route53.wire.XmlNode;
import dev.temporalfailover.emulator.route53.wire.XmlText;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Record sets in requests and answers. What one record set alone can have wrong is InvalidInput here. */
final class RecordSetXml {
    private static final Set<String> KNOWN =
            Set.of("Name", "Type", "SetIdentifier", "Weight", "TTL", "ResourceRecords", "AliasTarget", "HealthCheckId");

    private RecordSetXml() {}

    /** The changes of a {@code ChangeResourceRecordSetsRequest}. */
    static List<Change> changes(XmlNode request) {
        XmlNode batch = required(request, "ChangeBatch");
        List<XmlNode> elements = required(batch, "Changes").children();
        if (elements.isEmpty()) {
            throw ApiError.constraint("[]", "changeBatch.changes", "have length greater than or equal to 1");
        }
        List<Change> changes = new ArrayList<>();
        for (XmlNode element : elements) {
            String action = required(element, "Action").text();
            if (!Set.of("CREATE", "DELETE", "UPSERT").contains(action)) {
                throw ApiError.constraint(
                        action,
                        "changeBatch.changes." + (changes.size() + 1) + ".member.action",
                        "satisfy enum value set: [CREATE, DELETE, UPSERT]");
            }
            changes.add(new Change(Action.valueOf(action), recordSet(required(element, "ResourceRecordSet"), action)));
        }
        return changes;
    }

    private static RecordSet recordSet(XmlNode x, String action) {
        Set<String> unknown = new TreeSet<>();
        x.children().forEach(c -> unknown.add(c.name()));
        unknown.removeAll(KNOWN);
        if (!unknown.isEmpty()) {
            throw ApiError.invalidInput("The emulator has simple and weighted records only, not " + unknown);
        }
        String name = RecordName.of(required(x, "Name").text()).text();
        String type = required(x, "Type").text();
        if (!RecordValues.TYPES.contains(type)) {
            throw ApiError.constraint(type, "resourceRecordSet.type", "satisfy enum value set: " + RecordValues.TYPES);
        }
        String id = x.value("SetIdentifier");
        Long weight = number(x, "Weight", 0, 255);
        Long ttl = number(x, "TTL", 0, Integer.MAX_VALUE);
        List<String> values = values(x);
        RecordSet.Alias alias = alias(x.child("AliasTarget"));
        String where = " in Change with [Action=" + action + ", Name=" + name + ", Type=" + type + ", SetIdentifier="
                + id + "]";
        if (id != null && (id.isEmpty() || id.length() > 128)) {
            throw ApiError.constraint(id, "resourceRecordSet.setIdentifier", "have length between 1 and 128");
        }
        if (weight != null && id == null) {
            throw ApiError.invalidInput("Invalid request: Missing field 'SetIdentifier'" + where);
        }
        if (weight == null && id != null) {
            throw ApiError.invalidInput("Invalid request: Expected exactly one of [Weight, Region, Failover,"
                    + " GeoLocation, MultiValueAnswer], but found none" + where);
        }
        form(alias, ttl, values, where);
        if (weight != null && values.size() > 1) {
            throw ApiError.invalidInput(
                    "Invalid request: Weighted resource record sets have one ResourceRecord only" + where);
        }
        if (Set.copyOf(values).size() < values.size()) {
            throw ApiError.invalidInput("Invalid request: Duplicate Resource Record" + where);
        }
        return new RecordSet(name, type, id, weight, ttl, values, alias, x.value("HealthCheckId"));
    }

    private static void form(RecordSet.Alias alias, Long ttl, List<String> values, String where) {
        String expected = "Invalid request: Expected exactly one of [AliasTarget, all of [TTL, and ResourceRecords], or"
                + " TrafficPolicyInstanceId], but found ";
        if (alias != null && (ttl != null || !values.isEmpty())) {
            throw ApiError.invalidInput(expected + "more than one" + where);
        }
        if (alias == null && ttl == null && values.isEmpty()) {
            throw ApiError.invalidInput(expected + "none" + where);
        }
        if (alias == null && ttl == null) {
            throw ApiError.invalidInput("Invalid request: Missing field 'TTL'" + where);
        }
        if (alias == null && values.isEmpty()) {
            throw ApiError.invalidInput("Invalid request: Missing field 'ResourceRecords'" + where);
        }
    }

    private static List<String> values(XmlNode x) {
        XmlNode all = x.child("ResourceRecords");
        if (all == null) {
            return List.of();
        }
        return all.children().stream().map(r -> required(r, "Value").text()).toList();
    }

    private static RecordSet.Alias alias(XmlNode x) {
        if (x == null) {
            return null;
        }
        return new RecordSet.Alias(
                required(x, "HostedZoneId").text(),
                RecordName.of(required(x, "DNSName").text()).text(),
                bool(required(x, "EvaluateTargetHealth").text()));
    }

    /** One record set of a listing. */
    static void write(XmlText xml, RecordSet r) {
        xml.open("ResourceRecordSet")
                .value("Name", r.name())
                .value("Type", r.type())
                .value("SetIdentifier", r.setIdentifier())
                .value("Weight", r.weight())
                .value("TTL", r.ttl());
        if (!r.values().isEmpty()) {
            xml.open("ResourceRecords");
            r.values().forEach(v -> xml.open("ResourceRecord").value("Value", v).close("ResourceRecord"));
            xml.close("ResourceRecords");
        }
        if (r.alias() != null) {
            xml.open("AliasTarget")
                    .value("HostedZoneId", r.alias().hostedZoneId())
                    .value("DNSName", r.alias().dnsName())
                    .value("EvaluateTargetHealth", r.alias().evaluateTargetHealth())
                    .close("AliasTarget");
        }
        xml.value("HealthCheckId", r.healthCheckId()).close("ResourceRecordSet");
    }

    static XmlNode required(XmlNode x, String name) {
        XmlNode child = x.child(name);
        if (child == null) {
            throw ApiError.invalidInput("Invalid XML ; missing element '" + name + "' in '" + x.name() + "'");
        }
        return child;
    }

    /** A number within its range; null if the element is missing. */
    static Long number(XmlNode x, String name, long min, long max) {
        String text = x.value(name);
        if (text == null) {
            return null;
        }
        try {
            long n = Long.parseLong(text.strip());
            if (n < min) {
                throw ApiError.constraint(text, name, "have value greater than or equal to " + min);
            } else if (n > max) {
                throw ApiError.constraint(text, name, "have value less than or equal to " + max);
            }
            return n;
        } catch (NumberFormatException e) {
            throw ApiError.invalidInput("Invalid XML ; '" + name + "' is not a number");
        }
    }

    static boolean bool(String text) {
        if (!text.equals("true") && !text.equals("false")) {
            throw ApiError.invalidInput("Invalid XML ; '" + text + "' is not a boolean");
        }
        return text.equals("true");
    }
}
