package dev.temporalfailover.testkit.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Changes inputs: bits, slices, numbers at the ends of their types, characters that steer terminals, pieces of other inputs. */
final class Mutator {
    private static final int LONGEST = 256 << 10;
    private static final List<byte[]> BITS = Stream.of(
                    "0",
                    "-1",
                    "1e999",
                    "-0.0",
                    "NaN",
                    "+Inf",
                    "2147483648",
                    "4294967296",
                    "9223372036854775807",
                    "9223372036854775808",
                    "1".repeat(400),
                    "null",
                    "true",
                    "{}",
                    "[]",
                    "{\"a\":",
                    "[",
                    "\"",
                    "'",
                    "\\",
                    "\\u001b\\u202e",
                    "\u001b[2J",
                    "\u202e",
                    "\u0000",
                    "\n",
                    "\r",
                    "%1b%0a",
                    "%zz",
                    "\\033",
                    "&a",
                    "*a",
                    "<<: ",
                    "!!",
                    "---\n",
                    ",",
                    ":",
                    "=",
                    " ",
                    "2999-01-01T00:00:00Z",
                    "+1000000000-12-31T23:59:59.999999999Z",
                    "-1000000000-01-01T00:00:00Z",
                    "<!DOCTYPE x>",
                    "<a>",
                    "&#x1b;",
                    "us-east-1",
                    "\ud83d\ude00")
            .map(text -> text.getBytes(StandardCharsets.UTF_8))
            .toList();

    private final Random random;

    Mutator(Random random) {
        this.random = random;
    }

    /** One of them, changed one to eight times. */
    byte[] change(List<byte[]> corpus) {
        byte[] input = any(corpus);
        for (int left = 1 + random.nextInt(8); left > 0; left--) {
            input = once(input, corpus);
        }
        return input.length > LONGEST ? Arrays.copyOf(input, LONGEST) : input;
    }

    private byte[] once(byte[] input, List<byte[]> corpus) {
        int from = random.nextInt(input.length + 1);
        int to = Math.min(input.length, from + random.nextInt(1 + (random.nextInt(4) == 0 ? input.length : 8)));
        return switch (random.nextInt(8)) {
            case 0 -> flipped(input, from);
            case 1 -> put(input, from, to, new byte[0]);
            case 2 -> put(input, from, from, any(BITS));
            case 3 -> put(input, from, to, any(BITS));
            case 4 -> put(input, from, from, Arrays.copyOfRange(input, from, to));
            case 5 -> put(input, from, from, repeated(Arrays.copyOfRange(input, from, to)));
            case 6 -> {
                byte[] other = any(corpus);
                int at = random.nextInt(other.length + 1);
                yield put(input, from, to, Arrays.copyOfRange(other, at, Math.min(other.length, at + 64)));
            }
            default -> number(input, from);
        };
    }

    private byte[] flipped(byte[] input, int at) {
        if (at == input.length) {
            return input;
        }
        byte[] changed = input.clone();
        changed[at] ^= (byte) (1 << random.nextInt(8));
        return changed;
    }

    /** The next number in the text becomes another one. */
    private byte[] number(byte[] input, int from) {
        int start = from;
        while (start < input.length && (input[start] < '0' || input[start] > '9')) {
            start++;
        }
        int end = start;
        while (end < input.length && input[end] >= '0' && input[end] <= '9') {
            end++;
        }
        return start == end ? input : put(input, start, end, BITS.get(random.nextInt(11)));
    }

    private byte[] repeated(byte[] slice) {
        int times = Math.min(random.nextInt(8) == 0 ? 20_000 : 16, LONGEST / Math.max(1, slice.length));
        byte[] all = new byte[slice.length * times];
        for (int i = 0; i < times; i++) {
            System.arraycopy(slice, 0, all, i * slice.length, slice.length);
        }
        return all;
    }

    private static byte[] put(byte[] input, int from, int to, byte[] piece) {
        byte[] changed = Arrays.copyOf(input, input.length - (to - from) + piece.length);
        System.arraycopy(piece, 0, changed, from, piece.length);
        System.arraycopy(input, to, changed, from + piece.length, input.length - to);
        return changed;
    }

    private byte[] any(List<byte[]> of) {
        return of.get(random.nextInt(of.size()));
    }
}
