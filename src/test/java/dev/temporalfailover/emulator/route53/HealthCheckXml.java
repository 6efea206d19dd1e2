package dev.temporalfailover.emulator.route53;

import dev.temporalfailover.emulator.route53.checks.HealthCheck;
import dev.temporalfailover.emulator.route53.wire.ApiError;
import dev.temporalfailover.emulator.route53.wire.XmlNode;
import dev.temporalfailover.emulator.route53.wire.XmlText;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.xbill.DNS.Address;

/** Health checks in requests and answers. */
final class HealthCheckXml {
    private static final Set<String> TYPES =
            Set.of("HTTP", "HTTPS", "HTTP_STR_MATCH", "HTTPS_STR_MATCH", "TCP", "CALCULATED");
    private static final Set<String> UNSUPPORTED =
            Set.of("AlarmIdentifier", "InsufficientDataHealthStatus", "RoutingControlArn", "Regions");

    private HealthCheckXml() {}

    static HealthCheck.Config created(XmlNode x) {
        String type = RecordSetXml.required(x, "Type").text();
        if (!TYPES.contains(type)) {
            throw ApiError.invalidInput(
                    "The emulator has no health checks of type " + type + ", only " + new TreeSet<>(TYPES));
        }
        Long interval = RecordSetXml.number(x, "RequestInterval", 10, 30);
        if (interval != null && interval != 10 && interval != 30) {
            throw ApiError.invalidInput("RequestInterval is 10 or 30");
        }
        HealthCheck.Config blank = new HealthCheck.Config(
                null,
                null,
                type,
                null,
                null,
                null,
                interval == null && !type.equals("CALCULATED") ? Integer.valueOf(30) : toInt(interval),
                type.equals("CALCULATED") ? null : Integer.valueOf(3),
                bool(x, "MeasureLatency"),
                false,
                false,
                null,
                List.of(),
                type.startsWith("HTTPS") ? Boolean.TRUE : null);
        return updated(x, blank);
    }

    /** The configuration with what the request names replaced. */
    static HealthCheck.Config updated(XmlNode x, HealthCheck.Config old) {
        x.children().forEach(c -> {
            if (UNSUPPORTED.contains(c.name())) {
                throw ApiError.invalidInput("The emulator leaves out " + c.name());
            }
        });
        XmlNode children = x.child("ChildHealthChecks");
        HealthCheck.Config config = new HealthCheck.Config(
                or(x.value("IPAddress"), old.ipAddress()),
                or(toInt(RecordSetXml.number(x, "Port", 1, 65_535)), old.port()),
                old.type(),
                or(limited(x, "ResourcePath"), old.resourcePath()),
                or(limited(x, "FullyQualifiedDomainName"), old.fqdn()),
                or(limited(x, "SearchString"), old.searchString()),
                old.interval(),
                or(toInt(RecordSetXml.number(x, "FailureThreshold", 1, 10)), old.failureThreshold()),
                old.measureLatency(),
                or(bool(x, "Inverted"), old.inverted()),
                or(bool(x, "Disabled"), old.disabled()),
                or(toInt(RecordSetXml.number(x, "HealthThreshold", 0, 256)), old.healthThreshold()),
                children == null
                        ? old.children()
                        : children.children().stream().map(XmlNode::text).toList(),
                or(bool(x, "EnableSNI"), old.enableSni()));
        refuse(config);
        return config;
    }

    private static void refuse(HealthCheck.Config c) {
        if (c.calculated()) {
            if (c.healthThreshold() == null) {
                throw ApiError.invalidInput("HealthThreshold is required for a calculated health check");
            }
            return;
        }
        if (!c.children().isEmpty() || c.healthThreshold() != null) {
            throw ApiError.invalidInput("ChildHealthChecks and HealthThreshold are for calculated health checks only");
        }
        if (c.ipAddress() == null && c.fqdn() == null) {
            throw ApiError.invalidInput("IPAddress or FullyQualifiedDomainName is required");
        }
        if (c.type().equals("TCP") && (c.port() == null || c.resourcePath() != null)) {
            throw ApiError.invalidInput("A TCP health check has a Port and no ResourcePath");
        }
        if (c.matchesString() == (c.searchString() == null || c.searchString().isEmpty())) {
            throw ApiError.invalidInput("SearchString is required for, and only for, *_STR_MATCH");
        }
        address(c.ipAddress());
    }

    /** AWS refuses local, private, non-routable and multicast ranges; loopback is let through here on purpose. */
    private static void address(String ip) {
        if (ip == null) {
            return;
        }
        byte[] bytes = Address.toByteArray(ip, Address.IPv4);
        bytes = bytes == null ? Address.toByteArray(ip, Address.IPv6) : bytes;
        if (bytes == null) {
            throw ApiError.invalidInput("Invalid IP address: " + ip);
        }
        try {
            InetAddress a = InetAddress.getByAddress(bytes);
            if (a.isSiteLocalAddress() || a.isLinkLocalAddress() || a.isMulticastAddress() || a.isAnyLocalAddress()) {
                throw ApiError.invalidInput("Route 53 can't check the health of endpoints in local, private,"
                        + " nonroutable, or multicast ranges: " + ip);
            }
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    static void write(XmlText xml, HealthCheck check) {
        HealthCheck.Config c = check.config();
        xml.open("HealthCheck")
                .value("Id", check.id())
                .value("CallerReference", check.callerReference())
                .open("HealthCheckConfig")
                .value("IPAddress", c.ipAddress())
                .value("Port", c.calculated() ? null : (Integer) c.portOrDefault())
                .value("Type", c.type())
                .value("ResourcePath", c.resourcePath())
                .value("FullyQualifiedDomainName", c.fqdn())
                .value("SearchString", c.searchString())
                .value("RequestInterval", c.interval())
                .value("FailureThreshold", c.failureThreshold())
                .value("MeasureLatency", c.measureLatency())
                .value("Inverted", c.inverted())
                .value("Disabled", c.disabled())
                .value("HealthThreshold", c.healthThreshold());
        if (!c.children().isEmpty()) {
            xml.open("ChildHealthChecks");
            c.children().forEach(id -> xml.value("ChildHealthCheck", id));
            xml.close("ChildHealthChecks");
        }
        xml.value("EnableSNI", c.enableSni())
                .close("HealthCheckConfig")
                .value("HealthCheckVersion", check.version())
                .close("HealthCheck");
    }

    private static String limited(XmlNode x, String name) {
        String text = x.value(name);
        if (text != null && text.length() > 255) {
            throw ApiError.constraint(text, name, "have length less than or equal to 255");
        }
        return text;
    }

    private static Boolean bool(XmlNode x, String name) {
        String text = x.value(name);
        return text == null ? null : (Boolean) RecordSetXml.bool(text);
    }

    private static Integer toInt(Long n) {
        return n == null ? null : Math.toIntExact(n);
    }

    private static <T> T or(T given, T old) {
        return given != null ? given : old;
    }
}
