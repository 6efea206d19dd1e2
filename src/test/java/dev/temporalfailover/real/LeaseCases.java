package dev.temporalfailover.real;

final class LeaseCases {
    private final KubernetesStage stage;
    private final Report report;

    LeaseCases(KubernetesStage stage, Report report) {
        this.stage = stage;
        this.report = report;
    }

    void run() throws Exception {
        String leader = stage.leader().name();
        report.add(RealKubernetes.NAME, "one leads", true, leader);
        System.out.println(KubernetesStage.policy(stage.leader()).toPrettyString());
        System.out.println(stage.cluster.audit().stream()
                .map(c -> c.verb() + " " + c.resource() + " " + c.code())
                .distinct()
                .toList());
        System.out.println(stage.cluster.unknown());
        System.out.println(stage.cluster.route());
        System.out.println(stage.cluster.route("gateway.networking.k8s.io", "GRPCRoute", "grpcroutes"));
    }
}
