package dev.temporalfailover.traffic.route53;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class RecordNameTest {

    @Example
    void caseTrailingDotAndOctalEscapesDoNotMatter() {
        assertEquals("temporal-api.example.com", RecordName.canonical("Temporal-API.example.COM."));
        assertEquals("\\052.example.com", RecordName.canonical("*.example.com"));
        assertTrue(RecordName.same("\\052.example.com.", "*.Example.com"));
        assertTrue(RecordName.same("\\141.example.com", "a.example.com"));
    }

    @Example
    void anEscapedDotIsNoSeparator() {
        assertFalse(RecordName.same("a\\056b.com", "a.b.com"));
    }

    @Example
    void theEpochRecordStandsBelowTheFirstRecord() {
        assertEquals("_temporal-failover.api.example.com", RecordName.ofEpoch("API.example.com."));
    }

    @Property
    void theCanonicalFormOfAnythingIsItsOwnCanonicalForm(@ForAll String name) {
        String canonical = RecordName.canonical(name);
        assertEquals(canonical, RecordName.canonical(canonical));
    }
}
