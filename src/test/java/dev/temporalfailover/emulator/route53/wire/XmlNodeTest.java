package dev.temporalfailover.emulator.route53.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Request bodies that are not what they should be. */
class XmlNodeTest {
    private static final String NS = " xmlns=\"" + XmlText.NAMESPACE + "\"";

    @Test
    void a_document_is_read() {
        assertEquals("1 & 2", parse("<R" + NS + "><A>1 &amp; 2</A></R>").value("A"));
    }

    @Test
    void a_doctype_and_its_entities_are_refused() {
        assertEquals(
                "InvalidInput",
                refusal("<!DOCTYPE R [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><R" + NS + "><A>&e;</A></R>"));
        assertEquals(
                "InvalidInput",
                refusal("<!DOCTYPE R [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><R" + NS + ">&b;</R>"));
    }

    @Test
    void no_xml_another_root_another_name_space_and_deep_nesting_are_refused() {
        assertEquals("InvalidInput", refusal(""));
        assertEquals("InvalidInput", refusal("{\"a\":1}"));
        assertEquals("InvalidInput", refusal("<R" + NS + "><A></R>"));
        assertEquals("InvalidInput", refusal("<Q" + NS + "/>"));
        assertEquals("InvalidInput", refusal("<R/>"));
        assertEquals("InvalidInput", refusal("<R" + NS + ">" + "<a>".repeat(5000) + "</a>".repeat(5000) + "</R>"));
    }

    @Test
    void an_element_that_stands_twice_is_refused() {
        XmlNode x = parse("<R" + NS + "><A>1</A><A>2</A></R>");
        assertEquals(
                "InvalidInput", assertThrows(ApiError.class, () -> x.value("A")).code());
    }

    private static XmlNode parse(String text) {
        return XmlNode.parse(text.getBytes(StandardCharsets.UTF_8), "R");
    }

    private static String refusal(String text) {
        return assertThrows(ApiError.class, () -> parse(text)).code();
    }
}
