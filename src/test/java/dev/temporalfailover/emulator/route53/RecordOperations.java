package dev.temporalfailover.emulator.route53;

import dev.temporalfailover.emulator.route53.wire.ApiError;
import dev.temporalfailover.emulator.route53.wire.Request;
import dev.temporalfailover.emulator.route53.wire.Response;
import dev.temporalfailover.emulator.route53.wire.XmlNode;
import dev.temporalfailover.emulator.route53.wire.XmlText;
import java.util.List;
import java.util.NavigableMap;

/** ListResourceRecordSets and ChangeResourceRecordSets. */
final class RecordOperations {
    private static final int PAGE = 300;
    private final Store store;
    private final ZoneOperations zones;

    RecordOperations(Store store, ZoneOperations zones) {
        this.store = store;
        this.zones = zones;
    }

    Response change(Request r) {
        store.zone(r.id());
        XmlNode x = XmlNode.parse(r.body(), "ChangeResourceRecordSetsRequest");
        String comment = RecordSetXml.required(x, "ChangeBatch").value("Comment");
        if (comment != null && comment.length() > 256) {
            throw ApiError.constraint(comment, "changeBatch.comment", "have length less than or equal to 256");
        }
        XmlText xml = new XmlText("ChangeResourceRecordSetsResponse");
        zones.write(xml, store.change(r.id(), comment == null ? "" : comment, RecordSetXml.changes(x)));
        return Response.ok(xml);
    }

    Response list(Request r) {
        NavigableMap<RecordSet.Key, RecordSet> all = store.zone(r.id()).current();
        String name = r.query().get("name");
        String type = r.query().get("type");
        String identifier = r.query().get("identifier");
        if (type != null && name == null) {
            throw ApiError.invalidInput("The parameter StartRecordType can only be used together with StartRecordName");
        }
        if (identifier != null && type == null) {
            throw ApiError.invalidInput(
                    "The parameter StartRecordIdentifier can only be used together with StartRecordType");
        }
        if (type != null && !RecordValues.TYPES.contains(type)) {
            throw ApiError.constraint(type, "startRecordType", "satisfy enum value set: " + RecordValues.TYPES);
        }
        int max = r.maxItems(PAGE);
        RecordSet.Key start = new RecordSet.Key(
                name == null ? "" : RecordName.of(name).order(),
                type == null ? "" : type,
                identifier == null ? "" : identifier);
        List<RecordSet> from = List.copyOf(all.tailMap(start, true).values());
        XmlText xml = new XmlText("ListResourceRecordSetsResponse").open("ResourceRecordSets");
        from.stream().limit(max).forEach(s -> RecordSetXml.write(xml, s));
        xml.close("ResourceRecordSets").value("IsTruncated", from.size() > max);
        if (from.size() > max) {
            RecordSet next = from.get(max);
            xml.value("NextRecordName", next.name())
                    .value("NextRecordType", next.type())
                    .value("NextRecordIdentifier", next.setIdentifier());
        }
        return Response.ok(xml.value("MaxItems", max));
    }
}
