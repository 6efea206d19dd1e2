package dev.temporalfailover.real;

import java.util.List;

/** The packaged service on a real Kubernetes API server with the shipped objects and rights. */
final class RealKubernetes implements Piece {
    static final String NAME = "kubernetes";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> parts() {
        return List.of("kubernetes");
    }

    @Override
    public void run(Ground ground, Report report) throws Exception {
        try (KubernetesStage stage = new KubernetesStage(ground)) {
            stage.start();
            new LeaseCases(stage, report).run();
        }
    }
}
