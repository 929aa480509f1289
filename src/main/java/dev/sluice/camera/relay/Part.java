package dev.sluice.camera.relay;

import dev.sluice.camera.frame.Frame;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A frame as a part of {@code multipart/x-mixed-replace}. The boundary of the next part follows at once: browsers draw a part when
 * they have seen the beginning of the one after it (crbug 527446). Immutable; its buffers are shared, so viewers write views of them.
 */
final class Part {

    static final String CONTENT_TYPE = "multipart/x-mixed-replace; boundary=frame";

    private static final byte[] DELIMITER = "--frame\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "\r\n--frame\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Frame frame;
    private final byte[] head;

    Part(Frame frame) {
        this.frame = frame;
        long millis = frame.arrived().toEpochMilli();
        String text = String.format(
                Locale.ROOT,
                "Content-Type: image/jpeg\r\nContent-Length: %d\r\nX-Timestamp: %d.%03d\r\n\r\n",
                frame.length(),
                millis / 1000,
                millis % 1000);
        this.head = text.getBytes(StandardCharsets.US_ASCII);
    }

    /** What stands before the first part. */
    static ByteBuffer opening() {
        return ByteBuffer.wrap(DELIMITER);
    }

    /** The frame, held by whoever keeps the part. */
    Frame frame() {
        return frame;
    }

    ByteBuffer head() {
        return ByteBuffer.wrap(head);
    }

    static ByteBuffer end() {
        return ByteBuffer.wrap(END);
    }
}
