package dev.temporalfailover.emulator.route53;

import java.time.Duration;
import java.time.InstantSource;

/** Settings of an emulator; read once, by its constructor. Every setter answers this. */
public final class EmulatorOptions {
    String address = "127.0.0.1";
    int apiPort = 0;
    int dnsPort = 0;
    InstantSource clock = InstantSource.system();
    Duration propagation = Duration.ofSeconds(1);
    boolean serveAtOnce = false;
    long seed = 53;
    public String accessKeyId = "AKIDEMULATOR00000000";
    public String secretAccessKey = "emulator-secret-access-key";
    double requestsPerSecond = 10;
    int requestBurst = 50;
    boolean refuseWhilePending = false;
    int checkers = 8;
    Duration checkInterval = null;
    Duration connectTimeout = Duration.ofSeconds(4);
    Duration responseTimeout = Duration.ofSeconds(2);
    boolean checksRun = true;

    /** Address of both ports; default loopback. */
    public EmulatorOptions address(String literal) {
        this.address = literal;
        return this;
    }

    /** Port of the REST API; 0, the default, takes a free one. */
    public EmulatorOptions apiPort(int port) {
        this.apiPort = port;
        return this;
    }

    /** UDP and TCP port of DNS; 0, the default, takes one that is free for both. */
    public EmulatorOptions dnsPort(int port) {
        this.dnsPort = port;
        return this;
    }

    /** Clock of change times, propagation and throttling. Health checks and injected delays run in real time. */
    public EmulatorOptions clock(InstantSource source) {
        this.clock = source;
        return this;
    }

    /** How long a change is PENDING; AWS: generally within 60 s. Default 1 s. */
    public EmulatorOptions propagation(Duration d) {
        this.propagation = d;
        return this;
    }

    /** Whether DNS answers with a change as soon as it is accepted; default false: once it is INSYNC. */
    public EmulatorOptions serveAtOnce(boolean atOnce) {
        this.serveAtOnce = atOnce;
        return this;
    }

    /** Seed of weighted choices and of ids. */
    public EmulatorOptions seed(long value) {
        this.seed = value;
        return this;
    }

    /** The only credentials that are known. */
    public EmulatorOptions credentials(String accessKey, String secretKey) {
        this.accessKeyId = accessKey;
        this.secretAccessKey = secretKey;
        return this;
    }

    /** The account's token bucket; default 10 a second with a bucket of 50 as AWS has it since 2026-07-30. */
    public EmulatorOptions requestRate(double perSecond, int burst) {
        this.requestsPerSecond = perSecond;
        this.requestBurst = burst;
        return this;
    }

    /**
     * Whether a change of a zone is refused with PriorRequestNotComplete while an earlier one of the same zone is
     * PENDING; default false. AWS documents the error for a request that arrives before the one before it was
     * processed, which it does not define more closely; this is the strictest reading.
     */
    public EmulatorOptions refuseWhilePending(boolean refuse) {
        this.refuseWhilePending = refuse;
        return this;
    }

    /** Simulated checkers per health check; default 8, one a region. */
    public EmulatorOptions checkers(int count) {
        this.checkers = count;
        return this;
    }

    /** Interval of every health check instead of its own RequestInterval of 10 or 30 s; null, the default, for its own. */
    public EmulatorOptions checkInterval(Duration interval) {
        this.checkInterval = interval;
        return this;
    }

    /** Limits of one check, AWS: 4 s to connect, 2 s more to answer. */
    public EmulatorOptions checkTimeouts(Duration connect, Duration response) {
        this.connectTimeout = connect;
        this.responseTimeout = response;
        return this;
    }

    /** Whether health checks probe by themselves; with false only {@link Route53Emulator#checkNow} does. */
    public EmulatorOptions checksRun(boolean run) {
        this.checksRun = run;
        return this;
    }
}
