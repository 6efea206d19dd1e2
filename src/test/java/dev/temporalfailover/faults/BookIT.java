package dev.temporalfailover.faults;

import static dev.temporalfailover.faults.Arrangement.EAST;
import static dev.temporalfailover.faults.Arrangement.OPERATOR;
import static dev.temporalfailover.faults.Arrangement.WEST;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.temporalfailover.testkit.Book;
import dev.temporalfailover.testkit.Book.Command;
import dev.temporalfailover.testkit.Book.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Each call of the API that the documents tell their readers to make, as it is typed, by curl in a shell. Replaced are host and port, the token,
 * and the two words that stand for what the reader has just read: the plan's hash and the epoch.
 */
@ExtendWith(Shared.class)
class BookIT {
    private static final long LIMIT_SECONDS = 60;

    @Test
    void everyCallAnswersAsTheDocumentsSay(Arrangement a) throws Exception {
        List<Command> calls = Book.commands().stream()
                .filter(c -> c.kind().equals(Optional.of(Kind.CURL)))
                .filter(Command::whole)
                .toList();
        assertTrue(calls.size() >= 18, calls.toString());
        Map<Command, String> wrong = new LinkedHashMap<>();
        List<String> held = new ArrayList<>();
        for (Command call : calls) {
            prepare(a, call.text(), held);
            String answered = run(a, call.text());
            // The preflight fails where something is missing, and here no pool and no proxy can be asked.
            boolean missing = call.text().contains("/readiness") && !call.text().contains("ignore=pools");
            String promised = missing ? "503" : posted(call.text());
            if (!answered.endsWith(" " + promised)) {
                wrong.put(call, "promised " + promised + ", answered " + answered);
            } else if (move(call.text())) {
                a.until("what was asked for is done", () -> a.active().equals(to(call.text())));
            }
        }
        if (!held.isEmpty()) {
            a.act("release", "{\"by\":\"test\"}");
        }
        assertEquals(Map.of(), wrong);
    }

    private static String posted(String call) {
        if (!call.contains(" -d ")) {
            return "200";
        }
        // Here no policy moves namespaces; making one is played with two real clusters.
        return call.contains("/namespaces ") ? "409" : "202";
    }

    /** What the text around the command takes for granted: what is to be released is held, what is to be moved is elsewhere. */
    private static void prepare(Arrangement a, String call, List<String> held) {
        boolean move = move(call);
        if (move && !held.isEmpty()) {
            a.act("release", "{\"by\":\"test\"}");
            held.clear();
        }
        if (move) {
            String from = to(call).equals(WEST) ? EAST : WEST;
            a.until(
                    "healthy",
                    () -> a.verdict(EAST).equals("HEALTHY") && a.verdict(WEST).equals("HEALTHY"));
            if (!a.active().equals(from)) {
                a.act("failover", "{\"to\":\"" + from + "\",\"by\":\"test\",\"reason\":\"the book\"}");
            }
            a.until("moved", () -> a.active().equals(from));
        }
        if (call.contains("ignore=pools")) {
            a.until(
                    "asked in time",
                    () -> a.service
                                    .get("/api/v1/readiness?ignore=pools,effect_unseen")
                                    .status()
                            == 200);
        }
        if (call.contains("/hold ")) {
            held.add(call);
        }
        if (call.contains("/release ")) {
            a.act("hold", "{\"by\":\"test\",\"reason\":\"the book\",\"duration\":\"10m\"}");
            held.clear();
        }
    }

    private static boolean move(String call) {
        return call.contains("/failover ") || call.contains("/failback ");
    }

    /** A failback goes to the preferred region. */
    private static String to(String call) {
        return call.contains("\"to\":\"" + WEST + "\"") ? WEST : EAST;
    }

    /** The answer's body, a space and its status. */
    private static String run(Arrangement a, String call) throws IOException, InterruptedException {
        String api = a.service.api() + "/api/v1";
        String typed = call.replaceFirst("^curl", "curl -s -w ' %{http_code}' --max-time 20")
                .replace(" -N ", " --max-time 2 ")
                .replace("localhost:8080", a.service.api().toString().replaceFirst("^http://", ""))
                .replaceAll("\"epoch\":\\d+", "\"epoch\":" + a.epoch());
        if (call.contains("HASH")) {
            typed = typed.replace(
                    "HASH",
                    a.service.get("/api/v1/plan?to=" + WEST).json().path("hash").asText());
        }
        ProcessBuilder shell = new ProcessBuilder("sh", "-c", typed);
        shell.environment().put("TF", api);
        shell.environment().put("TOKEN", OPERATOR);
        shell.environment().put("AUTH", "Authorization: Bearer " + OPERATOR);
        Process process = shell.redirectErrorStream(true).start();
        String answered = new String(process.getInputStream().readAllBytes());
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        return answered;
    }
}
