package dev.temporalfailover.app;

import java.util.Deque;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The named threads of parts that wait for something; all end together. */
final class Threads implements AutoCloseable {
    private final Deque<ExecutorService> made = new ConcurrentLinkedDeque<>();

    /** One thread with a schedule. */
    ScheduledExecutorService single(String name) {
        ScheduledExecutorService one = Executors.newSingleThreadScheduledExecutor(daemon(name));
        made.push(one);
        return one;
    }

    /** A thread for each task, kept for a while; the submitter bounds how many. */
    ExecutorService many(String name) {
        ExecutorService some = Executors.newCachedThreadPool(daemon(name));
        made.push(some);
        return some;
    }

    /** One thread with a queue of {@code waiting} tasks; what does not fit is rejected. */
    ExecutorService bounded(String name, int waiting) {
        ExecutorService one =
                new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(waiting), daemon(name));
        made.push(one);
        return one;
    }

    private static ThreadFactory daemon(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }

    @Override
    public void close() {
        made.forEach(ExecutorService::shutdownNow);
    }
}
