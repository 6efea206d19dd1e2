package dev.temporalfailover.emulator.route53.wire;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import org.xml.sax.helpers.DefaultHandler;

/** An element of a request body. Documents with a DTD are refused, so there are no entities to expand. */
public record XmlNode(String name, String text, List<XmlNode> children) {
    private static final int MAX_DEPTH = 16;

    /** @throws ApiError InvalidInput if it is no such document with this root in Route 53's name space */
    public static XmlNode parse(byte[] body, String root) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setNamespaceAware(true);
            factory.setXIncludeAware(false);
            factory.setExpandEntityReferences(false);
            DocumentBuilder builder = factory.newDocumentBuilder();
            builder.setErrorHandler(new Silent());
            Element top = builder.parse(new InputSource(new ByteArrayInputStream(body)))
                    .getDocumentElement();
            if (!root.equals(top.getLocalName()) || !XmlText.NAMESPACE.equals(top.getNamespaceURI())) {
                throw ApiError.invalidInput("Invalid XML ; expected element '" + root + "' in " + XmlText.NAMESPACE);
            }
            return of(top, 0);
        } catch (SAXException e) {
            throw ApiError.invalidInput("Invalid XML ; " + e.getMessage());
        } catch (ParserConfigurationException | IOException e) {
            throw new IllegalStateException("no XML parser", e);
        }
    }

    /** The only child of this name, null if there is none. */
    public XmlNode child(String childName) {
        List<XmlNode> found =
                children.stream().filter(c -> c.name.equals(childName)).toList();
        if (found.size() > 1) {
            throw ApiError.invalidInput("Invalid XML ; element '" + childName + "' stands twice in '" + name + "'");
        }
        return found.isEmpty() ? null : found.get(0);
    }

    /** The text of a child, null if there is none. */
    public String value(String childName) {
        XmlNode child = child(childName);
        return child == null ? null : child.text;
    }

    private static XmlNode of(Element element, int depth) {
        if (depth > MAX_DEPTH) {
            throw ApiError.invalidInput("Invalid XML ; nested too deep");
        }
        List<XmlNode> children = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        for (Node n = element.getFirstChild(); n != null; n = n.getNextSibling()) {
            if (n instanceof Element e) {
                children.add(of(e, depth + 1));
            } else if (n.getNodeType() == Node.TEXT_NODE || n.getNodeType() == Node.CDATA_SECTION_NODE) {
                text.append(n.getNodeValue());
            }
        }
        return new XmlNode(element.getLocalName(), text.toString(), List.copyOf(children));
    }

    /** The parser's own handler writes to standard error. */
    private static final class Silent extends DefaultHandler {
        @Override
        public void fatalError(SAXParseException e) throws SAXException {
            throw e;
        }
    }
}
