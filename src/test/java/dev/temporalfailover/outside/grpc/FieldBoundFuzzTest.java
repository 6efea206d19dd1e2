package dev.temporalfailover.outside.grpc;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.MessageLite;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.Parser;
import com.google.protobuf.UnknownFieldSet;
import dev.temporalfailover.exchange.wire.Observation;
import dev.temporalfailover.exchange.wire.Target;
import dev.temporalfailover.exchange.wire.Vote;
import dev.temporalfailover.testkit.fuzz.Fuzz;
import io.temporal.api.namespace.v1.NamespaceInfo;
import io.temporal.api.replication.v1.ClusterReplicationConfig;
import io.temporal.api.replication.v1.NamespaceReplicationConfig;
import io.temporal.api.workflowservice.v1.DescribeNamespaceResponse;
import io.temporal.api.workflowservice.v1.ListNamespacesResponse;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Of whatever bytes: what passes the bound makes the library make no more than the bound says. */
class FieldBoundFuzzTest {
    private static final List<Integer> BOUNDS = List.of(0, 1, 5, 20, 100, 1_000);

    @Test
    void reports() {
        Vote vote = Vote.newBuilder()
                .setPolicy("p")
                .setWhy("connection refused: /10.1.2.3:7233")
                .setTarget(Target.newBuilder().setRegion("us-east-1").setCheck("describe_task_queue"))
                .build();
        Observation report = Observation.newBuilder()
                .setInstance("a-1")
                .addVotes(vote)
                .addVotes(Vote.getDefaultInstance())
                .build();
        UnknownFieldSet unknown = UnknownFieldSet.newBuilder()
                .addField(
                        900,
                        UnknownFieldSet.Field.newBuilder()
                                .addVarint(-1)
                                .addFixed32(1)
                                .addFixed64(2)
                                .addLengthDelimited(vote.toByteString())
                                .addGroup(UnknownFieldSet.newBuilder()
                                        .addField(
                                                7,
                                                UnknownFieldSet.Field.newBuilder()
                                                        .addVarint(1)
                                                        .build())
                                        .build())
                                .build())
                .build();
        run("fields-report", Observation.parser(), List.of(report, unknown));
    }

    @Test
    void pagesOfNamespaces() {
        DescribeNamespaceResponse one = DescribeNamespaceResponse.newBuilder()
                .setNamespaceInfo(NamespaceInfo.newBuilder().setName("pay").putData("team", "payments"))
                .setReplicationConfig(NamespaceReplicationConfig.newBuilder()
                        .setActiveClusterName("e")
                        .addClusters(ClusterReplicationConfig.newBuilder().setClusterName("e"))
                        .addClusters(ClusterReplicationConfig.newBuilder().setClusterName("w")))
                .build();
        ListNamespacesResponse page = ListNamespacesResponse.newBuilder()
                .addNamespaces(one)
                .addNamespaces(one)
                .build();
        run("fields-namespaces", ListNamespacesResponse.parser(), List.of(page));
    }

    private static void run(String name, Parser<? extends Message> library, List<? extends MessageLite> seeds) {
        Fuzz.bytes(name, seeds.stream().map(MessageLite::toByteArray).toList(), input -> {
            int made;
            try {
                made = made(library.parseFrom(input));
            } catch (InvalidProtocolBufferException refused) {
                made = 0;
            }
            for (int most : BOUNDS) {
                assertTrue(made <= most || !new FieldBound(most).holds(input), made + " made under a bound of " + most);
            }
            return made > 0;
        });
    }

    /** Fields that the library has kept of a message and of those in it. */
    private static int made(MessageOrBuilder message) {
        int known = message.getAllFields().values().stream()
                .mapToInt(FieldBoundFuzzTest::values)
                .sum();
        return known + unknown(message.getUnknownFields());
    }

    private static int values(Object value) {
        if (value instanceof Collection<?> many) {
            return many.stream().mapToInt(FieldBoundFuzzTest::values).sum();
        }
        return 1 + (value instanceof Message inner ? made(inner) : 0);
    }

    private static int unknown(UnknownFieldSet fields) {
        return fields.asMap().values().stream()
                .mapToInt(field -> field.getVarintList().size()
                        + field.getFixed32List().size()
                        + field.getFixed64List().size()
                        + field.getLengthDelimitedList().size()
                        + field.getGroupList().stream()
                                .mapToInt(group -> 1 + unknown(group))
                                .sum())
                .sum();
    }
}
