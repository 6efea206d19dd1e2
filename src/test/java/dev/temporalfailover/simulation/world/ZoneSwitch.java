package dev.temporalfailover.simulation.world;

import dev.temporalfailover.failover.plan.Step;
import dev.temporalfailover.failover.situation.DnsReading;
import dev.temporalfailover.failover.situation.DnsReading.State;
import dev.temporalfailover.failover.situation.EpochRecord;
import dev.temporalfailover.simulation.setting.Mutation;
import dev.temporalfailover.traffic.DnsSwitch;
import dev.temporalfailover.traffic.StepOutcome;
import dev.temporalfailover.traffic.StepOutcome.StepResult;
import dev.temporalfailover.traffic.Verification;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One instance's way to the zone, with the manners of {@code traffic.route53.Route53Switch}. */
final class ZoneSwitch implements DnsSwitch {
    private static final int MAX_DOUBLINGS = 6;

    /** How an API that is out of reach shows itself, by the seed: credentials that STS does not give are one of them. */
    private static final List<StepResult> DEAD =
            List.of(StepResult.UNAVAILABLE, StepResult.DENIED, StepResult.BUSY, StepResult.REJECTED);

    private final World world;
    private final Instance self;
    private Zone.Content last = new Zone.Content(Map.of(), Optional.empty());
    private DnsReading reading = DnsReading.unread("not read yet");
    private String failure = "";
    private boolean mustRead;
    private long waitsUntil;
    private int failures;
    private long lastRead = -1;
    private long watchesSince;

    ZoneSwitch(World world, Instance self) {
        this.world = world;
        this.self = self;
    }

    @Override
    public String recordName() {
        return "temporal-api.example.com";
    }

    @Override
    public DnsReading read(Duration now) {
        if (now.toMillis() >= waitsUntil) {
            String problem = problem();
            failure = problem;
            if (problem.isEmpty()) {
                last = world.zone.content();
                reading = judge(now);
                mustRead = false;
                watches();
                failures = 0;
            } else {
                long ceiling = Math.min(60_000, 1_000L << Math.min(failures++, MAX_DOUBLINGS));
                waitsUntil = now.toMillis() + (long) (ceiling * (0.5 + world.random.nextDouble() / 2));
            }
        }
        boolean fresh = world.options.mutation() == Mutation.STALE_IS_FRESH
                || world.options.mutation() == Mutation.UNWRITABLE_IS_A_LOST_RACE;
        if (failure.isEmpty() || fresh) {
            return reading;
        }
        return reading.state() == State.UNREAD ? DnsReading.unread(failure) : reading.stale(failure);
    }

    private void watches() {
        long now = world.time.now();
        if (lastRead < 0 || now - lastRead > world.scenario.longestLook()) {
            watchesSince = now;
        }
        lastRead = now;
    }

    private DnsReading judge(Duration now) {
        Optional<EpochRecord> epoch = last.epoch();
        boolean agrees = epoch.isPresent() && epoch.get().weights().equals(last.weights());
        long carrying = last.weights().values().stream().filter(w -> w > 0).count();
        State state = agrees ? State.OWNED : epoch.isEmpty() && carrying == 1 ? State.ADOPTABLE : State.FOREIGN;
        return new DnsReading(state, epoch, last.weights(), agrees ? "" : "not ours", now, false);
    }

    private String problem() {
        if (world.zone.dead.strikes(self.region)) {
            return "connection timed out";
        }
        return throttled() ? "Throttling" : "";
    }

    private boolean throttled() {
        return world.zone.throttled.strikes(self.region) && world.random.nextInt(4) > 0;
    }

    @Override
    public String render(Step step) {
        return step.toString();
    }

    @Override
    public StepOutcome apply(Step step) {
        boolean contradicts = !step.before().equals(last.weights())
                || step.epochBefore() != last.epoch().map(EpochRecord::epoch).orElse(0L);
        if (mustRead || contradicts) {
            return new StepOutcome(StepResult.LOST_RACE, "the zone must be read again first", "");
        }
        Zone.Sent sent =
                new Zone.Sent(world.time.now(), self, self.generation(), step, last, watchesSince, self.knows());
        world.checks().sent(sent);
        StepOutcome outcome = told(send(sent));
        world.timeline.say(self.name, "batch epoch %d: %s", step.record().epoch(), outcome.word());
        if (outcome.applied()) {
            last = new Zone.Content(step.after(), Optional.of(step.record()));
            reading = new DnsReading(State.OWNED, last.epoch(), last.weights(), "", self.now(), false);
            failure = "";
        }
        mustRead = outcome.kind() == StepResult.LOST_RACE || outcome.kind() == StepResult.UNCERTAIN;
        return outcome;
    }

    private StepOutcome told(StepOutcome is) {
        boolean lost = world.options.mutation() == Mutation.UNWRITABLE_IS_A_LOST_RACE && !is.applied();
        return lost ? new StepOutcome(StepResult.LOST_RACE, is.detail(), "") : is;
    }

    private StepOutcome send(Zone.Sent sent) {
        if (world.zone.dead.strikes(self.region)) {
            StepResult how = DEAD.get((int) Math.floorMod(world.options.seed(), (long) DEAD.size()));
            return new StepOutcome(how, "not carried out", "");
        }
        if (throttled()) {
            return new StepOutcome(StepResult.THROTTLED, "rate exceeded", "");
        }
        if (world.zone.late.strikes(self.region)) {
            world.time.after(1_000 + world.random.nextInt(90_000), () -> world.zone.change(sent));
            return new StepOutcome(StepResult.UNCERTAIN, "no answer", "");
        }
        if (world.zone.losesAnswers.strikes(self.region)) {
            if (world.random.nextBoolean()) {
                world.zone.change(sent);
            }
            return new StepOutcome(StepResult.UNCERTAIN, "no answer", "");
        }
        Optional<String> id = world.zone.change(sent);
        self.mayDie("after its batch");
        return id.map(known -> new StepOutcome(StepResult.APPLIED, "", known))
                .orElseGet(() -> new StepOutcome(StepResult.LOST_RACE, "InvalidChangeBatch", ""));
    }

    @Override
    public Verification verify(StepOutcome applied) {
        boolean known = !world.zone.dead.strikes(self.region) && world.zone.inSync(applied.reference());
        return new Verification(known ? Verification.Effectiveness.EFFECTIVE : Verification.Effectiveness.NOT_YET, "");
    }

    @Override
    public Map<String, Double> clientView() {
        return world.zone.shares();
    }
}
