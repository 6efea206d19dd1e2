package dev.temporalfailover.emulator.route53;

import dev.temporalfailover.emulator.route53.checks.HealthCheck;
import dev.temporalfailover.emulator.route53.checks.HealthChecks;
import dev.temporalfailover.emulator.route53.wire.ApiError;
import dev.temporalfailover.emulator.route53.wire.Request;
import dev.temporalfailover.emulator.route53.wire.Response;
import dev.temporalfailover.emulator.route53.wire.XmlNode;
import dev.temporalfailover.emulator.route53.wire.XmlText;
import java.util.List;
import java.util.Map;

/** Operations on health checks. */
final class HealthCheckOperations {
    private static final int PAGE = 100;
    private static final List<String> REGIONS = List.of(
            "us-east-1",
            "us-west-1",
            "us-west-2",
            "eu-west-1",
            "ap-southeast-1",
            "ap-southeast-2",
            "ap-northeast-1",
            "sa-east-1");
    private final HealthChecks checks;
    private final HealthMonitor monitor;

    HealthCheckOperations(HealthChecks checks, HealthMonitor monitor) {
        this.checks = checks;
        this.monitor = monitor;
    }

    Response create(Request r) {
        XmlNode x = XmlNode.parse(r.body(), "CreateHealthCheckRequest");
        String reference = RecordSetXml.required(x, "CallerReference").text();
        if (reference.isEmpty() || reference.length() > 64) {
            throw ApiError.constraint(reference, "callerReference", "have length between 1 and 64");
        }
        HealthCheck created =
                checks.create(reference, HealthCheckXml.created(RecordSetXml.required(x, "HealthCheckConfig")));
        monitor.watch(created);
        XmlText xml = new XmlText("CreateHealthCheckResponse");
        HealthCheckXml.write(xml, created);
        return Response.created(xml, "https://route53.amazonaws.com/2013-04-01/healthcheck/" + created.id());
    }

    Response get(Request r) {
        XmlText xml = new XmlText("GetHealthCheckResponse");
        HealthCheckXml.write(xml, checks.get(r.id()));
        return Response.ok(xml);
    }

    Response list(Request r) {
        String marker = r.query().get("marker");
        int max = r.maxItems(PAGE);
        List<HealthCheck> from = checks.all().stream()
                .filter(c -> marker == null || c.id().compareTo(marker) >= 0)
                .toList();
        XmlText xml = new XmlText("ListHealthChecksResponse").open("HealthChecks");
        from.stream().limit(max).forEach(c -> HealthCheckXml.write(xml, c));
        xml.close("HealthChecks").value("Marker", marker == null ? "" : marker);
        xml.value("IsTruncated", from.size() > max);
        if (from.size() > max) {
            xml.value("NextMarker", from.get(max).id());
        }
        return Response.ok(xml.value("MaxItems", max));
    }

    Response update(Request r) {
        XmlNode x = XmlNode.parse(r.body(), "UpdateHealthCheckRequest");
        Long version = RecordSetXml.number(x, "HealthCheckVersion", 1, Long.MAX_VALUE);
        XmlText xml = new XmlText("UpdateHealthCheckResponse");
        HealthCheckXml.write(
                xml,
                checks.update(
                        r.id(),
                        version,
                        HealthCheckXml.updated(x, checks.get(r.id()).config())));
        return Response.ok(xml);
    }

    Response delete(Request r) {
        checks.delete(r.id());
        monitor.forget(r.id());
        return Response.ok(new XmlText("DeleteHealthCheckResponse"));
    }

    Response status(Request r) {
        XmlText xml = new XmlText("GetHealthCheckStatusResponse").open("HealthCheckObservations");
        if (checks.get(r.id()).config().calculated()) {
            throw ApiError.invalidInput(
                    "The status of a calculated health check can't be got with GetHealthCheckStatus");
        }
        for (Map.Entry<Integer, HealthChecks.Observation> e :
                checks.observations(r.id()).entrySet()) {
            int checker = e.getKey();
            xml.open("HealthCheckObservation")
                    .value("Region", REGIONS.get(checker % REGIONS.size()))
                    .value("IPAddress", "192.0.2." + (checker + 1))
                    .open("StatusReport")
                    .value(
                            "Status",
                            (e.getValue().ok() ? "Success: " : "Failure: ")
                                    + e.getValue().words())
                    .value("CheckedTime", e.getValue().at())
                    .close("StatusReport")
                    .close("HealthCheckObservation");
        }
        return Response.ok(xml.close("HealthCheckObservations"));
    }
}
