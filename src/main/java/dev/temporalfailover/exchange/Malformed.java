package dev.temporalfailover.exchange;

/** A message broke a rule. Its text is ours and short; it never quotes more than a name. */
final class Malformed extends Exception {
    private static final long serialVersionUID = 1;

    Malformed(String what) {
        super(what, null, false, false);
    }
}
