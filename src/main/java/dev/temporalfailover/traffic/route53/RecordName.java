package dev.temporalfailover.traffic.route53;

import java.util.Locale;

/**
 * One spelling for a record's name: lower case, no trailing dot, every character but {@code a-z 0-9 - _ .} as a
 * three-digit octal escape. Route 53 answers {@code \052.example.com.} where a person writes {@code *.example.com}; its
 * rules are in "DNS domain name format" of its developer guide, and IAM conditions use this spelling too.
 */
final class RecordName {

    private static final String EPOCH_LABEL = "_temporal-failover.";

    private RecordName() {}

    /** The one spelling of {@code name}. Takes anything; what is no valid escape is kept as a literal backslash. */
    static String canonical(String name) {
        String whole = name.endsWith(".") && !name.endsWith("\\.") ? name.substring(0, name.length() - 1) : name;
        StringBuilder out = new StringBuilder(whole.length());
        for (int i = 0; i < whole.length(); i++) {
            int octal = TxtValue.octalAt(whole, i);
            if (octal >= 0) {
                append(out, octal, true);
                i += 3;
            } else {
                append(out, whole.charAt(i), false);
            }
        }
        return out.toString();
    }

    /** Whether both mean the same name. */
    static boolean same(String one, String other) {
        return canonical(one).equals(canonical(other));
    }

    /** The name of the epoch record that belongs to a policy whose first record is {@code first}. */
    static String ofEpoch(String first) {
        return EPOCH_LABEL + canonical(first);
    }

    private static void append(StringBuilder out, int character, boolean escaped) {
        char lower = character >= 'A' && character <= 'Z' ? (char) (character + 32) : (char) character;
        boolean plain = lower >= 'a' && lower <= 'z' || lower >= '0' && lower <= '9' || lower == '-' || lower == '_';
        if (plain || lower == '.' && !escaped) {
            out.append(lower);
        } else if (lower < 256) {
            out.append(String.format(Locale.ROOT, "\\%03o", (int) lower));
        } else {
            out.append(lower);
        }
    }
}
