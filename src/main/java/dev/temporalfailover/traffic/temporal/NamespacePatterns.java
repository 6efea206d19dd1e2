package dev.temporalfailover.traffic.temporal;

import java.util.List;

/**
 * Which namespaces a policy owns, by name. In a pattern {@code *} stands for any text, also none.
 *
 * @param include at least one must match; an empty list matches all
 * @param exclude none may match
 */
public record NamespacePatterns(List<String> include, List<String> exclude) {
    /** Every namespace. */
    public static final NamespacePatterns ALL = new NamespacePatterns(List.of(), List.of());

    public NamespacePatterns {
        include = List.copyOf(include);
        exclude = List.copyOf(exclude);
    }

    /** Why the namespace is left out, for a person; empty if it is not. */
    String leftOut(String name) {
        if (exclude.stream().anyMatch(pattern -> matches(pattern, name))) {
            return "namespaces.exclude names it";
        }
        boolean chosen = include.isEmpty() || include.stream().anyMatch(pattern -> matches(pattern, name));
        return chosen ? "" : "namespaces.include does not name it";
    }

    /** Without regular expressions, whose time may grow with the square of the text and worse. */
    static boolean matches(String pattern, String name) {
        int p = 0;
        int n = 0;
        int star = -1;
        int behind = 0;
        while (n < name.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                behind = n;
            } else if (p < pattern.length() && pattern.charAt(p) == name.charAt(n)) {
                p++;
                n++;
            } else if (star >= 0) {
                p = star + 1;
                n = ++behind;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }
}
