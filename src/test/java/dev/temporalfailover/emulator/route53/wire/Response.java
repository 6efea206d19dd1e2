package dev.temporalfailover.emulator.route53.wire;

import java.util.Map;
import java.util.UUID;

/** Status, headers and body of an answer. */
public record Response(int status, Map<String, String> headers, byte[] body) {

    public static Response ok(XmlText xml) {
        return new Response(200, Map.of(), xml.end());
    }

    public static Response created(XmlText xml, String location) {
        return new Response(201, Map.of("Location", location), xml.end());
    }

    /** The general error document of AWS's REST/XML protocol. */
    public static Response error(int status, String code, String message) {
        XmlText xml = new XmlText("ErrorResponse")
                .open("Error")
                .value("Type", status >= 500 ? "Receiver" : "Sender")
                .value("Code", code)
                .value("Message", message)
                .close("Error")
                .value(
                        "RequestId",
                        UUID.nameUUIDFromBytes((code + message).getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        return new Response(status, Map.of(), xml.end());
    }
}
