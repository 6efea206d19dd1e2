package dev.temporalfailover.real.kubernetes;

import dev.temporalfailover.real.ground.Ground;
import dev.temporalfailover.real.ground.Piece;
import dev.temporalfailover.real.ground.Report;
import java.util.List;

/** The packaged service on a real Kubernetes API server with the shipped objects and rights. */
public final class RealKubernetes implements Piece {
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
        try (KubernetesStage stage = new KubernetesStage(ground, report)) {
            stage.start();
            LeaseCases lease = new LeaseCases(stage);
            RightsCases rights = new RightsCases(stage);
            RouteCases routes = new RouteCases(stage);
            TokenCases tokens = new TokenCases(stage);
            lease.oneLeads();
            tokens.rotate();
            new ManifestCases(stage).run();
            rights.noMore();
            new IntentCases(stage).run();
            new CallerCases(stage).run();
            routes.moved();
            routes.underItsFeet();
            routes.noFight();
            tokens.rotatedWithoutAGap();
            lease.theLeaderIsKilled();
            new OutageCases(stage).run();
            tokens.garbage();
            lease.neverTwo();
            rights.enough();
        }
    }
}
