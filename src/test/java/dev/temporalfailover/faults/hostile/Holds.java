package dev.temporalfailover.faults.hostile;

import dev.temporalfailover.faults.Arrangement;
import dev.temporalfailover.faults.hostile.Patient.Reply;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * An operator's holds, each released again, and how long they took. How long one may take under attack is judged by what the same
 * hold takes without one, in the same minute, and by what other programs take of the machine: it may be slow for reasons of its own.
 */
record Holds(List<Integer> statuses, long medianMillis) {
    /** What an operator is promised. */
    static final long PROMISED_MILLIS = 2_000;

    private static final int TIMES = 3;
    private static final int SLOWER = 10;
    private static final String HOLD = "{\"owner\":\"ann\",\"reason\":\"siege\",\"duration\":\"5m\"}";
    private static final String RELEASE = "{\"by\":\"ann\"}";

    static Holds made(Arrangement a) {
        List<Integer> statuses = new ArrayList<>();
        List<Long> times = new ArrayList<>();
        for (int i = 0; i < TIMES; i++) {
            Reply held = act(a, "hold", HOLD);
            statuses.add(held.status());
            times.add(held.millis());
            statuses.add(act(a, "release", RELEASE).status());
        }
        Collections.sort(times);
        return new Holds(List.copyOf(statuses), times.get(TIMES / 2));
    }

    private static Reply act(Arrangement a, String action, String body) {
        return Patient.post(a.service.api(), "/api/v1/" + action, Arrangement.OPERATOR, body);
    }

    boolean accepted() {
        return statuses.stream().allMatch(status -> status == 202);
    }

    /** Every one was answered, if only by a refusal that says why. */
    boolean answered() {
        return statuses.stream().noneMatch(status -> status == 0);
    }

    /**
     * Whether these, made under attack, came within what is promised, or this machine was too slow for it anyway.
     *
     * @param slower by what else ran meanwhile, see {@link CpuTimes}
     */
    boolean inTime(Holds without, double slower) {
        return medianMillis <= Math.max(PROMISED_MILLIS * slower, SLOWER * without.medianMillis);
    }
}
