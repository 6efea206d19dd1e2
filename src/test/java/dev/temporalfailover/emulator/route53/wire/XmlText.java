package dev.temporalfailover.emulator.route53.wire;

import java.nio.charset.StandardCharsets;

/** Writes an answer's body. Values that are null are left out. */
public final class XmlText {
    public static final String NAMESPACE = "https://route53.amazonaws.com/doc/2013-04-01/";
    private final StringBuilder out = new StringBuilder("<?xml version=\"1.0\"?>\n");
    private final String root;

    public XmlText(String root) {
        this.root = root;
        out.append('<').append(root).append(" xmlns=\"").append(NAMESPACE).append("\">");
    }

    public XmlText open(String name) {
        out.append('<').append(name).append('>');
        return this;
    }

    public XmlText close(String name) {
        out.append("</").append(name).append('>');
        return this;
    }

    public XmlText value(String name, Object value) {
        if (value != null) {
            open(name);
            escape(value.toString());
            close(name);
        }
        return this;
    }

    byte[] end() {
        close(root);
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void escape(String text) {
        for (char c : text.toCharArray()) {
            switch (c) {
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '&' -> out.append("&amp;");
                case '\r' -> out.append("&#13;");
                default -> out.append(c);
            }
        }
    }
}
