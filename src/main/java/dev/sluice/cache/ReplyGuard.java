package dev.sluice.cache;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Lets through only what a Redis may answer to what we ask (RESP2: lines, numbers, strings, arrays), within bounds: the client library
 * allocates whatever length it is told, and something else that listens there must not take the whole heap. Used by one thread at a time.
 */
final class ReplyGuard extends FilterInputStream {

    private static final int LONGEST_LINE = 1024;
    private static final int MOST_ELEMENTS = 4096;

    /** A page of keys is two arrays, one in the other. */
    private static final int MOST_ARRAYS = 16;

    private final int longest;
    private int line;
    private int type;
    private long number;
    private boolean negative;
    private long skip;
    private int arrays;

    /** @param longest bytes of a string */
    ReplyGuard(InputStream replies, int longest) {
        super(replies);
        this.longest = longest;
    }

    /** Replies to something new begin here. */
    void begin() {
        arrays = 0;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int count = super.read(bytes, offset, length);
        for (int at = 0; at < count; ) {
            if (skip > 0) {
                int skipped = (int) Math.min(skip, count - (long) at);
                skip -= skipped;
                at += skipped;
            } else {
                look(bytes[offset + at]);
                at++;
            }
        }
        return count;
    }

    private void look(byte next) throws IOException {
        if (line == 0) {
            type = next;
            number = 0;
            negative = false;
            require("+-:$*".indexOf(next) >= 0);
            line = 1;
        } else if (next == '\n') {
            line = 0;
            end();
        } else {
            line++;
            require(line <= LONGEST_LINE);
            if (type != '+' && type != '-' && next != '\r') {
                digit(next);
            }
        }
    }

    private void digit(byte next) throws IOException {
        if (next == '-') {
            require(line == 2);
            negative = true;
        } else {
            require(next >= '0' && next <= '9' && number < Long.MAX_VALUE / 16);
            number = number * 10 + next - '0';
        }
    }

    private void end() throws IOException {
        if (type == '$') {
            require(number <= longest);
            skip = negative ? 0 : number + 2;
        } else if (type == '*') {
            arrays++;
            require(number <= MOST_ELEMENTS && arrays <= MOST_ARRAYS);
        }
    }

    private static void require(boolean right) throws IOException {
        if (!right) {
            throw new IOException("what answers is no Redis, or answers more than it was asked for");
        }
    }
}
