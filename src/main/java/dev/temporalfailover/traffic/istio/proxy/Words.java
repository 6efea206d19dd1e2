package dev.temporalfailover.traffic.istio.proxy;

/** Others' words in our lines. */
final class Words {

    private Words() {}

    /** Without control characters, and cut at {@code max}. */
    static String bounded(String text, int max) {
        String cut = text.length() > max ? text.substring(0, max) + "..." : text;
        return cut.replaceAll("[\\p{Cntrl} ]*\\p{Cntrl}[\\p{Cntrl} ]*", " ").strip();
    }
}
