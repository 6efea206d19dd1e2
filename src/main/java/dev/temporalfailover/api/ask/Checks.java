package dev.temporalfailover.api.ask;

import dev.temporalfailover.api.access.Problem.FieldError;
import dev.temporalfailover.api.access.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Finds everything that is wrong with a call before it is refused, so that a person corrects it once. One call's, of one thread. */
public final class Checks {
    private final List<FieldError> wrong = new ArrayList<>();

    /** The value; null if it is wrong, which {@link #done} says. Refusals of another kind than 400 are thrown at once. */
    public <T> T of(Supplier<T> check) {
        try {
            return check.get();
        } catch (Refusal refused) {
            if (refused.status() != 400) {
                throw refused;
            }
            refused.errors().forEach(e -> wrong(e.field(), e.detail()));
            return null;
        }
    }

    /** Notes that this is wrong; of a field the first counts. */
    public void wrong(String field, String detail) {
        if (wrong.stream().noneMatch(e -> e.field().equals(field))) {
            wrong.add(new FieldError(field, detail));
        }
    }

    /** Throws a {@link Refusal} with all that was wrong. */
    public void done() {
        if (!wrong.isEmpty()) {
            throw Refusal.bad(List.copyOf(wrong));
        }
    }
}
