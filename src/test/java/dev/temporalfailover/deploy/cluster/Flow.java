package dev.temporalfailover.deploy.cluster;

import java.util.Map;
import java.util.Optional;

/** One connection, as policies see it: after a Service's address was translated. */
record Flow(End from, End to, int port, String protocol) {
    /**
     * One end.
     *
     * @param namespace empty for what is no pod of this cluster
     * @param service {@code namespace/name} where it is an endpoint of one that policies name
     */
    record End(Optional<String> namespace, Map<String, String> labels, String ip, Optional<String> service) {
        static End pod(String namespace, String ip, Map<String, String> labels) {
            return new End(Optional.of(namespace), Map.copyOf(labels), ip, Optional.empty());
        }

        static End outside(String ip) {
            return new End(Optional.empty(), Map.of(), ip, Optional.empty());
        }

        static End endpointOf(String service, String ip) {
            return new End(Optional.empty(), Map.of(), ip, Optional.of(service));
        }
    }

    /** Which end's policies are asked. */
    enum Direction {
        INGRESS("Ingress"),
        EGRESS("Egress");

        private final String word;

        Direction(String word) {
            this.word = word;
        }

        /** As policies write it. */
        String word() {
            return word;
        }

        End own(Flow flow) {
            return this == INGRESS ? flow.to : flow.from;
        }

        End peer(Flow flow) {
            return this == INGRESS ? flow.from : flow.to;
        }
    }
}
