package dev.temporalfailover.emulator.route53;

import dev.temporalfailover.emulator.route53.Store.ChangeInfo;
import dev.temporalfailover.emulator.route53.wire.ApiError;
import dev.temporalfailover.emulator.route53.wire.Request;
import dev.temporalfailover.emulator.route53.wire.Response;
import dev.temporalfailover.emulator.route53.wire.XmlNode;
import dev.temporalfailover.emulator.route53.wire.XmlText;
import java.util.Comparator;
import java.util.List;

/** Operations on hosted zones and on changes. */
final class ZoneOperations {
    private static final int PAGE = 100;
    private final Store store;

    ZoneOperations(Store store) {
        this.store = store;
    }

    Response create(Request r) {
        XmlNode x = XmlNode.parse(r.body(), "CreateHostedZoneRequest");
        String reference = RecordSetXml.required(x, "CallerReference").text();
        if (reference.isEmpty() || reference.length() > 128) {
            throw ApiError.constraint(reference, "callerReference", "have length between 1 and 128");
        }
        if (x.child("VPC") != null) {
            throw ApiError.invalidInput("The emulator has public hosted zones only");
        }
        XmlNode config = x.child("HostedZoneConfig");
        String comment = config == null ? null : config.value("Comment");
        Zone zone = store.createZone(null, RecordSetXml.required(x, "Name").text(), reference, comment, false);
        XmlText xml = new XmlText("CreateHostedZoneResponse");
        write(xml, zone);
        write(xml, store.newChange(zone.id, ""));
        nameServers(xml);
        return Response.created(xml, "https://route53.amazonaws.com/2013-04-01/hostedzone/" + zone.id);
    }

    Response get(Request r) {
        XmlText xml = new XmlText("GetHostedZoneResponse");
        write(xml, store.zone(r.id()));
        nameServers(xml);
        return Response.ok(xml);
    }

    Response delete(Request r) {
        XmlText xml = new XmlText("DeleteHostedZoneResponse");
        write(xml, store.deleteZone(r.id()));
        return Response.ok(xml);
    }

    Response list(Request r) {
        String marker = r.query().get("marker");
        int max = r.maxItems(PAGE);
        List<Zone> from = store.zones().stream()
                .filter(z -> marker == null || z.id.compareTo(marker) >= 0)
                .toList();
        XmlText xml = new XmlText("ListHostedZonesResponse");
        writeAll(xml, from, max);
        xml.value("Marker", marker == null ? "" : marker).value("IsTruncated", from.size() > max);
        if (from.size() > max) {
            xml.value("NextMarker", from.get(max).id);
        }
        return Response.ok(xml.value("MaxItems", max));
    }

    Response listByName(Request r) {
        String name = r.query().get("dnsname");
        String id = r.query().get("hostedzoneid");
        if (name == null && id != null) {
            throw ApiError.invalidInput("The parameter HostedZoneId can only be used together with DNSName");
        }
        String order = name == null ? "" : Store.zoneName(name).order();
        int max = r.maxItems(PAGE);
        List<Zone> from = store.zones().stream()
                .filter(z -> z.name.order().compareTo(order) > 0
                        || z.name.order().equals(order) && (id == null || z.id.compareTo(id) >= 0))
                .sorted(Comparator.comparing((Zone z) -> z.name.order()).thenComparing(z -> z.id))
                .toList();
        XmlText xml = new XmlText("ListHostedZonesByNameResponse");
        writeAll(xml, from, max);
        xml.value("DNSName", name).value("HostedZoneId", id).value("IsTruncated", from.size() > max);
        if (from.size() > max) {
            xml.value("NextDNSName", from.get(max).name.text()).value("NextHostedZoneId", from.get(max).id);
        }
        return Response.ok(xml.value("MaxItems", max));
    }

    Response change(Request r) {
        XmlText xml = new XmlText("GetChangeResponse");
        write(xml, store.changeInfo(r.id()));
        return Response.ok(xml);
    }

    void write(XmlText xml, ChangeInfo info) {
        xml.open("ChangeInfo")
                .value("Id", "/change/" + info.id())
                .value("Status", info.status(store.now()))
                .value("SubmittedAt", info.submittedAt())
                .value("Comment", info.comment().isEmpty() ? null : info.comment())
                .close("ChangeInfo");
    }

    private static void writeAll(XmlText xml, List<Zone> zones, int max) {
        xml.open("HostedZones");
        zones.stream().limit(max).forEach(z -> write(xml, z));
        xml.close("HostedZones");
    }

    private static void write(XmlText xml, Zone zone) {
        xml.open("HostedZone")
                .value("Id", "/hostedzone/" + zone.id)
                .value("Name", zone.name.text())
                .value("CallerReference", zone.callerReference)
                .open("Config")
                .value("Comment", zone.comment)
                .value("PrivateZone", false)
                .close("Config")
                .value("ResourceRecordSetCount", zone.current().size())
                .close("HostedZone");
    }

    private static void nameServers(XmlText xml) {
        xml.open("DelegationSet").open("NameServers");
        Store.NAME_SERVERS.forEach(n -> xml.value("NameServer", n.substring(0, n.length() - 1)));
        xml.close("NameServers").close("DelegationSet");
    }
}
