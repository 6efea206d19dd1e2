package dev.temporalfailover.outside.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import dev.temporalfailover.exchange.wire.Observation;
import dev.temporalfailover.exchange.wire.Target;
import dev.temporalfailover.exchange.wire.Vote;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class FieldBoundTest {
    private static final FieldBound TEN = new FieldBound(10);

    /** Two bytes each. */
    private static byte[] empty(int field, int count) {
        byte[] all = new byte[2 * count];
        for (int i = 0; i < all.length; i += 2) {
            all[i] = (byte) (field << 3 | 2);
        }
        return all;
    }

    private static byte[] inside(int field, byte[] message) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(all);
        out.writeByteArray(field, message);
        out.flush();
        return all.toByteArray();
    }

    @Test
    void emptyMessagesInAMessageAreCounted() {
        assertTrue(TEN.holds(empty(3, 10)));
        assertFalse(TEN.holds(empty(3, 11)));
    }

    @Test
    void thoseFurtherInAreToo() throws IOException {
        assertTrue(TEN.holds(inside(1, inside(2, empty(3, 8)))));
        assertFalse(TEN.holds(inside(1, inside(2, empty(3, 9)))));
    }

    @Test
    void whatComesBeforeSomethingThatIsNoneCounts() throws IOException {
        ByteArrayOutputStream broken = new ByteArrayOutputStream();
        broken.write(empty(3, 11));
        broken.write(7);
        assertFalse(TEN.holds(broken.toByteArray()));
        ByteArrayOutputStream more = new ByteArrayOutputStream();
        more.write(empty(3, 1_000));
        more.write(7);
        assertFalse(TEN.holds(inside(1, more.toByteArray())));
    }

    /** The library takes the lower 32 bits of a tag and a length. */
    @Test
    void longWaysToWriteANumberHideNothing() {
        byte[] all = new byte[11 * 11];
        for (int i = 0; i < all.length; i += 11) {
            all[i] = (byte) 0x9a;
            java.util.Arrays.fill(all, i + 1, i + 9, (byte) 0x80);
            all[i + 4] = (byte) 0xf0;
            all[i + 9] = 1;
        }
        assertFalse(TEN.holds(all));
    }

    @Test
    void fieldsThatNobodyKnowsAndGroupsAreCounted() {
        UnknownFieldSet.Builder numbers = UnknownFieldSet.newBuilder();
        for (int i = 1; i < 9; i++) {
            numbers.addField(
                    1_000 + i,
                    Field.newBuilder().addVarint(-i).addFixed32(i).addFixed64(i).build());
        }
        assertFalse(TEN.holds(numbers.build().toByteArray()));
        assertTrue(new FieldBound(24).holds(numbers.build().toByteArray()));
        UnknownFieldSet grouped = UnknownFieldSet.newBuilder()
                .addField(5, Field.newBuilder().addGroup(numbers.build()).build())
                .build();
        assertFalse(new FieldBound(24).holds(grouped.toByteArray()));
        assertTrue(new FieldBound(26).holds(grouped.toByteArray()));
    }

    @Test
    void whatBreaksOffIsLeftToWhoReadsIt() {
        for (byte[] broken : new byte[][] {{}, {8}, {8, -1}, {10}, {10, 5, 1}, {13, 1}, {9, 1}, {-1, -1}, {0}, {7}}) {
            assertTrue(TEN.holds(broken));
        }
        byte[] endless = new byte[100_000];
        java.util.Arrays.fill(endless, (byte) -1);
        assertTrue(TEN.holds(endless));
    }

    /** The longest that an honest observer sends has room enough under the bound of the exchange. */
    @Test
    void anHonestReportOfTwoThousandVotesIsTaken() {
        Observation.Builder report =
                Observation.newBuilder().setInstance("node-1").setRegion("us-east-1");
        for (int i = 0; i < 2_000; i++) {
            report.addVotes(Vote.newBuilder()
                    .setPolicy("temporal-api-failover")
                    .setVerdictValue(3)
                    .setCounts(true)
                    .setAgeMs(i)
                    .setFailingMs(i)
                    .setWhy("3 of 3 probes failed: DEADLINE: connected, no answer in time 10.42.17.4:7233 " + i)
                    .setTarget(Target.newBuilder()
                            .setRegion("us-east-1")
                            .setService("frontend")
                            .setPath("private")
                            .setAddress("10.42.17." + i)
                            .setCheck("describe_task_queue")));
        }
        byte[] message = report.build().toByteArray();
        assertTrue(new FieldBound(30_000).holds(message));
        assertFalse(new FieldBound(26_000 - 1).holds(message));
    }

    @Test
    void aTextCountsForAFewFieldsAtMost() {
        byte[] text = Vote.newBuilder()
                .setWhyBytes(ByteString.copyFromUtf8("connection refused: /10.1.2.3:7233"))
                .build()
                .toByteArray();
        int least = 1;
        while (!new FieldBound(least).holds(text)) {
            least++;
        }
        assertEquals(1, least, 1);
    }
}
