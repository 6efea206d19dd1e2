package dev.temporalfailover.traffic.route53;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import software.amazon.awssdk.services.route53.model.ResourceRecordSet;

/** An HTTP endpoint that answers whatever a test wants, also what no HTTP server would. It knows no zone. */
final class CannedRoute53 implements AutoCloseable {

    /** One request as it came. */
    record Request(String method, String target, String body) {
        boolean isChange() {
            return method.equals("POST");
        }
    }

    /** How one request is answered; answers whether the connection stays open. */
    interface Answer {
        boolean to(Request request, Socket socket, OutputStream out) throws IOException, InterruptedException;
    }

    static final String NAMESPACE = "xmlns=\"https://route53.amazonaws.com/doc/2013-04-01/\"";

    final List<Request> requests = new CopyOnWriteArrayList<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final ServerSocket server;
    private volatile Answer answer = (request, socket, out) -> false;

    CannedRoute53() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        daemon(this::accept);
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    void answers(Answer next) {
        answer = next;
    }

    long changes() {
        return requests.stream().filter(Request::isChange).count();
    }

    /** A whole answer. */
    static Answer http(int status, String body) {
        return (request, socket, out) -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            out.write(("HTTP/1.1 " + status + " x\r\nContent-Type: text/xml\r\nContent-Length: " + bytes.length
                            + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            out.write(bytes);
            out.flush();
            return true;
        };
    }

    /** An error as Route 53 words it. */
    static Answer error(int status, String code, String message) {
        return http(
                status,
                "<?xml version=\"1.0\"?><ErrorResponse " + NAMESPACE + "><Error><Type>Sender</Type><Code>" + code
                        + "</Code><Message>" + message + "</Message></Error><RequestId>r</RequestId></ErrorResponse>");
    }

    /** A listing of exactly these sets. */
    static Answer listing(List<ResourceRecordSet> sets) {
        return http(200, listingXml(sets));
    }

    static Answer accepted(String id) {
        return http(
                200,
                "<?xml version=\"1.0\"?><ChangeResourceRecordSetsResponse " + NAMESPACE + "><ChangeInfo><Id>/change/"
                        + id + "</Id><Status>PENDING</Status><SubmittedAt>2026-11-22T01:02:03Z</SubmittedAt>"
                        + "</ChangeInfo></ChangeResourceRecordSetsResponse>");
    }

    /** Accepts and says nothing until the endpoint is closed. */
    Answer silence() {
        return (request, socket, out) -> {
            closed.await();
            return false;
        };
    }

    /** Closes the connection instead of answering; with a RST if {@code reset}. */
    static Answer hangUp(boolean reset) {
        return (request, socket, out) -> {
            if (reset) {
                socket.setSoLinger(true, 0);
            }
            return false;
        };
    }

    static String listingXml(List<ResourceRecordSet> sets) {
        StringBuilder xml = new StringBuilder(
                "<?xml version=\"1.0\"?><ListResourceRecordSetsResponse " + NAMESPACE + "><ResourceRecordSets>");
        for (ResourceRecordSet set : sets) {
            xml.append("<ResourceRecordSet>");
            element(xml, "Name", set.name());
            element(xml, "Type", set.typeAsString());
            element(xml, "SetIdentifier", set.setIdentifier());
            element(xml, "Weight", set.weight());
            element(xml, "TTL", set.ttl());
            if (set.hasResourceRecords()) {
                xml.append("<ResourceRecords>");
                set.resourceRecords().forEach(one -> {
                    xml.append("<ResourceRecord>");
                    element(xml, "Value", one.value());
                    xml.append("</ResourceRecord>");
                });
                xml.append("</ResourceRecords>");
            }
            element(xml, "HealthCheckId", set.healthCheckId());
            xml.append("</ResourceRecordSet>");
        }
        return xml.append("</ResourceRecordSets><IsTruncated>false</IsTruncated><MaxItems>100</MaxItems>"
                        + "</ListResourceRecordSetsResponse>")
                .toString();
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private static void element(StringBuilder xml, String name, Object value) {
        if (value != null) {
            String text = value.toString().replace("&", "&amp;").replace("<", "&lt;");
            xml.append('<')
                    .append(name)
                    .append('>')
                    .append(text)
                    .append("</")
                    .append(name)
                    .append('>');
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                sockets.add(socket);
                daemon(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            boolean open = true;
            while (open) {
                Request request = request(in);
                if (request == null) {
                    return;
                }
                requests.add(request);
                open = answer.to(request, socket, socket.getOutputStream());
            }
        } catch (IOException | InterruptedException e) {
            // The client went away first, as some tests want.
        }
    }

    private static Request request(InputStream in) throws IOException {
        String[] first = line(in).split(" ");
        if (first.length < 2) {
            return null;
        }
        int length = 0;
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(header.substring(15).strip());
            }
        }
        return new Request(first[0], first[1], new String(in.readNBytes(length), StandardCharsets.UTF_8));
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
            if (b != '\r') {
                bytes.write(b);
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "canned-route53");
        thread.setDaemon(true);
        thread.start();
    }
}
