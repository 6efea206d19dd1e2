package dev.temporalfailover.api;

import dev.temporalfailover.api.access.Caller;
import jakarta.enterprise.context.RequestScoped;

/** The caller of this request, as {@link TokenFilter} found out. */
@RequestScoped
class CurrentCaller {
    private Caller caller;
    private Runnable force;

    void set(Caller found) {
        caller = found;
    }

    /** @param check throws a refusal unless this caller may force */
    void mayForce(Runnable check) {
        force = check;
    }

    /**
     * Throws a {@link dev.temporalfailover.api.access.Refusal} unless this caller may override what speaks against a move. May run after the
     * request's scope has ended.
     */
    Runnable force() {
        get();
        if (force == null) {
            throw new IllegalStateException("the right to force was not checked");
        }
        return force;
    }

    /** Throws {@link IllegalStateException} where no token was checked, so that an unguarded method does nothing. */
    Caller get() {
        if (caller == null) {
            throw new IllegalStateException("the token of this call was not checked");
        }
        return caller;
    }
}
