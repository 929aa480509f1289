package dev.sluice.http;

import dev.sluice.failure.BadInput;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code multipart/form-data} (RFC 7578, RFC 2046 section 5.1) as it arrives. Content is handed on in place; held are the
 * headers of one part or the value of one field, 8 KiB at most each. What stands before the first part and after the last is
 * skipped, 64 KiB at most each. Line ends are CR LF only.
 *
 * <p>The parser of Jetty is not used because it bounds neither preamble nor epilogue, hides the failures of its listener, and
 * puts a line feed before a content that begins with a hyphen when a buffer ends right after it.
 */
final class MultipartParser {

    private static final int MOST_AROUND = 65_536;
    private static final int MOST_TEXT = 8_192;
    private static final int LONGEST_BOUNDARY = 70;

    private final byte[] delimiter;
    private final byte[] skips = new byte[256];
    private final Multipart.Receiver receiver;
    private final int mostParts;
    private final byte[] text = new byte[MOST_TEXT];
    private int length;
    private State state = State.PREAMBLE;
    /** How many bytes of the delimiter have been seen up to here. */
    private int matched = 2;
    /** How many of them were only imagined: the line end that precedes a delimiter at the very beginning of a content. */
    private int imagined = 2;

    private int around;
    private int parts;
    private Multipart.@Nullable Part part;
    private @Nullable ChunkSink sink;

    private enum State {
        PREAMBLE,
        DELIMITER,
        HEADERS,
        CONTENT,
        EPILOGUE
    }

    /**
     * @param boundary as in the {@code Content-Type}
     * @throws BadInput MALFORMED when it is none
     */
    MultipartParser(String boundary, int mostParts, Multipart.Receiver receiver) {
        if (boundary.isEmpty()
                || boundary.length() > LONGEST_BOUNDARY
                || !boundary.chars().allMatch(c -> c >= ' ' && c < 127)) {
            throw malformed("the multipart boundary must have 1 to 70 visible ASCII characters");
        }
        this.delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.US_ASCII);
        this.mostParts = mostParts;
        this.receiver = receiver;
        Arrays.fill(skips, (byte) delimiter.length);
        for (int i = 0; i < delimiter.length; i++) {
            skips[delimiter[i]] = (byte) (delimiter.length - 1 - i);
        }
    }

    /** Reads all of the buffer. */
    void accept(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            switch (state) {
                case PREAMBLE, CONTENT -> content(bytes);
                case DELIMITER -> delimiter(bytes);
                case HEADERS -> headers(bytes);
                case EPILOGUE -> {
                    skipped(bytes.remaining(), "after the last part");
                    bytes.position(bytes.limit());
                }
            }
        }
    }

    /** @throws BadInput MALFORMED when the form is not complete */
    void end() {
        if (state != State.EPILOGUE) {
            throw malformed(
                    parts == 0
                            ? "the form has no part: the boundary of its Content-Type does not occur"
                            : "the form ends in the middle of part " + parts);
        }
    }

    /** Hands on what comes before the delimiter. */
    private void content(ByteBuffer bytes) {
        int carried = matched;
        int start = bytes.position();
        int at = start;
        int limit = bytes.limit();
        while (at < limit && matched < delimiter.length) {
            if (bytes.get(at) == delimiter[matched]) {
                matched++;
                at++;
            } else if (matched > 0) {
                handOnCarried(carried);
                carried = 0;
                matched = 0;
            } else {
                at = next(bytes, at + 1);
            }
        }
        if (carried == 0) {
            handOn(bytes.slice(start, at - matched - start));
        }
        bytes.position(at);
        if (matched == delimiter.length) {
            found();
        }
    }

    /** The next place at or after {@code from} where a delimiter may begin, looking at its last byte first (Horspool). */
    private int next(ByteBuffer bytes, int from) {
        int at = from;
        int ahead = delimiter.length - 1;
        while (at + ahead < bytes.limit()) {
            int skip = skips[bytes.get(at + ahead) & 0xff];
            if (skip == 0) {
                return at;
            }
            at += skip;
        }
        return at;
    }

    private void handOnCarried(int carried) {
        if (carried > imagined) {
            handOn(ByteBuffer.wrap(delimiter, imagined, carried - imagined));
        }
        imagined = 0;
    }

    private void handOn(ByteBuffer content) {
        if (!content.hasRemaining()) {
            return;
        }
        if (state == State.PREAMBLE) {
            skipped(content.remaining(), "before the first part");
        } else if (sink != null) {
            sink.accept(content);
        } else {
            collect(content, content.remaining(), "a field of the form is");
        }
    }

    private void found() {
        if (state == State.CONTENT) {
            if (sink != null) {
                receiver.fileEnded();
            } else if (part != null) {
                receiver.field(part.name(), held());
            }
        }
        length = 0;
        state = State.DELIMITER;
    }

    /** What follows a delimiter: two hyphens after the last part, or blanks and a line end. */
    private void delimiter(ByteBuffer bytes) {
        collect(bytes, 1, "a boundary's line is");
        byte last = text[length - 1];
        if (last == '-' && length <= 2 && text[0] == '-') {
            around = 0;
            state = length == 2 ? State.EPILOGUE : state;
        } else if (last == '\n' && length >= 2 && text[length - 2] == '\r') {
            beginPart();
        } else if (last != ' ' && last != '\t' && last != '\r') {
            throw malformed("a boundary is followed by something else than a line end");
        }
    }

    private void beginPart() {
        parts++;
        if (parts > mostParts) {
            throw new BadInput(BadInput.Kind.BODY_TOO_LARGE, "the form has more than " + mostParts + " parts");
        }
        length = 0;
        state = State.HEADERS;
    }

    private void headers(ByteBuffer bytes) {
        int at = bytes.position();
        while (at < bytes.limit() && bytes.get(at) != '\n') {
            at++;
        }
        boolean line = at < bytes.limit();
        collect(bytes, (line ? at + 1 : at) - bytes.position(), "the headers of a part are");
        if (line && endsWithEmptyLine()) {
            Multipart.Part begun = PartHeaders.read(held());
            length = 0;
            part = begun;
            sink = begun.isFile() ? receiver.file(begun) : null;
            matched = 2;
            imagined = 2;
            state = State.CONTENT;
        }
    }

    private boolean endsWithEmptyLine() {
        return length >= 2
                && text[length - 2] == '\r'
                && (length == 2 || (length >= 4 && text[length - 3] == '\n' && text[length - 4] == '\r'));
    }

    private String held() {
        return new String(text, 0, length, StandardCharsets.UTF_8);
    }

    private void collect(ByteBuffer bytes, int count, String what) {
        if (count > MOST_TEXT - length) {
            throw new BadInput(BadInput.Kind.BODY_TOO_LARGE, what + " larger than 8 KiB");
        }
        bytes.get(text, length, count);
        length += count;
    }

    private void skipped(int count, String where) {
        around += count;
        if (around > MOST_AROUND) {
            throw malformed("the form has more than 64 KiB " + where);
        }
    }

    private static BadInput malformed(String message) {
        return new BadInput(BadInput.Kind.MALFORMED, message);
    }
}
