package dev.sluice.http;

import dev.sluice.failure.BadInput;
import dev.sluice.failure.Gone;
import dev.sluice.units.DataSize;
import dev.sluice.units.Ticker;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.thread.Invocable;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The body of a request, read once, by the request's own thread, as it arrives. Holds nothing but the connection's buffer of
 * 32 KiB. A client that asked with {@code Expect: 100-continue} is told to go on when the first byte is waited for, so a body
 * that is refused before is never sent.
 *
 * <p>Each way of reading may throw {@link BadInput} (BODY_TOO_LARGE beyond its limit, by {@code Content-Length} before anything
 * is read; BODY_TOO_SLOW when it lags behind {@code http.min-upload-rate} or stops; MALFORMED when its framing is broken) and
 * {@link Gone} when the client leaves before the end.
 */
public final class RequestBody {

    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long LINGER_BYTES = 32L << 20;

    private final Request request;
    private final HttpConfig config;
    private final Ticker ticker;
    private final Presence presence;
    private @Nullable Pending demand;
    private boolean asked;
    private boolean ended;

    RequestBody(Request request, HttpConfig config, Ticker ticker, Presence presence) {
        this.request = request;
        this.config = config;
        this.ticker = ticker;
        this.presence = presence;
        if (request.getLength() <= 0 && !request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING)) {
            end();
        }
    }

    /** The bytes that the client announced; -1 when it did not. */
    public long length() {
        return request.getLength();
    }

    /** Whether it is a form with files: to be read with {@link #readMultipart}. */
    public boolean isMultipart() {
        return contentType().regionMatches(true, 0, "multipart/form-data", 0, 19);
    }

    /**
     * Reads all of it.
     *
     * @return how many bytes there were
     */
    public long readTo(ChunkSink sink, DataSize limit) {
        if (length() > limit.bytes()) {
            throw tooLarge(limit);
        }
        long begun = ticker.nanos();
        long count = 0;
        while (!ended) {
            Content.Chunk chunk = request.read();
            if (chunk == null) {
                awaitMore(begun, count);
                continue;
            }
            try {
                count += chunk.remaining();
                handOn(chunk, sink, count <= limit.bytes() ? null : tooLarge(limit));
            } finally {
                chunk.release();
            }
        }
        return count;
    }

    /** Reads a form, handing on each part as it arrives; nothing of a file is held. */
    public void readMultipart(Multipart.Receiver receiver, Multipart.Limits limits) {
        String boundary = PartHeaders.parameter(contentType(), "boundary");
        if (!isMultipart() || boundary == null) {
            throw new BadInput(BadInput.Kind.MALFORMED, "the Content-Type is not multipart/form-data with a boundary");
        }
        MultipartParser parser = new MultipartParser(boundary, limits.parts(), receiver);
        readTo(parser::accept, limits.total());
        parser.end();
    }

    /**
     * Reads a small JSON body, whatever its declared type.
     *
     * @param limit bytes; all of them and their tree are on the heap
     */
    public JsonNode json(DataSize limit) {
        byte[] bytes = bytes(limit);
        if (bytes.length == 0) {
            throw new BadInput(BadInput.Kind.MALFORMED, "the body is empty; JSON is expected");
        }
        return Json.read(bytes);
    }

    /** Reads a small form without files ({@code application/x-www-form-urlencoded}). */
    public Query form(DataSize limit) {
        return Query.parse(new String(bytes(limit), StandardCharsets.UTF_8));
    }

    private byte[] bytes(DataSize limit) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        readTo(
                chunk -> {
                    byte[] part = new byte[chunk.remaining()];
                    chunk.get(part);
                    bytes.writeBytes(part);
                },
                limit);
        return bytes.toByteArray();
    }

    private void handOn(Content.Chunk chunk, ChunkSink sink, @Nullable BadInput beyond) {
        if (Content.Chunk.isFailure(chunk)) {
            throw failure(chunk.getFailure());
        }
        if (beyond != null) {
            throw beyond;
        }
        ByteBuffer bytes = chunk.getByteBuffer();
        if (bytes.hasRemaining()) {
            sink.accept(bytes);
        }
        if (chunk.isLast()) {
            end();
        }
    }

    private void end() {
        ended = true;
        presence.begin();
    }

    /** Waits until there is something to read, as long as the client keeps its rate. */
    private void awaitMore(long begun, long count) {
        long owed = (long) (count * 1e9 / Math.max(1, config.minUploadRate().bytes()));
        long allowed = begun + config.uploadGrace().toNanos() + owed - ticker.nanos();
        if (!arrives(Math.min(allowed, config.idleTimeout().toNanos()))) {
            throw new BadInput(
                    BadInput.Kind.BODY_TOO_SLOW,
                    "the body arrives too slowly: " + count + " bytes in "
                            + TimeUnit.NANOSECONDS.toSeconds(ticker.nanos() - begun) + " s");
        }
    }

    private boolean arrives(long nanos) {
        Pending waiting = demand;
        if (waiting == null) {
            waiting = new Pending();
            demand = waiting;
            asked = true;
            request.demand(Invocable.from(Invocable.InvocationType.NON_BLOCKING, waiting::succeeded));
        }
        boolean arrived = waiting.await(nanos);
        demand = arrived ? null : waiting;
        return arrived;
    }

    /** Whether all of it has been read: otherwise the connection cannot be used for another request. */
    boolean isEnded() {
        return ended;
    }

    /**
     * After an answer that came before the end of the body: takes what still comes and drops it, 32 MiB or one second at most.
     * Closing at once would reset the connection, and the reset destroys the answer before the client has read it. A client
     * that still waits to be told to go on sends nothing.
     */
    void linger() {
        if (!asked && request.getHeaders().contains(HttpHeader.EXPECT)) {
            return;
        }
        long begun = ticker.nanos();
        long count = 0;
        while (!ended && count < LINGER_BYTES) {
            Content.Chunk chunk = request.read();
            if (chunk != null) {
                count += chunk.remaining();
                ended = chunk.isLast() || Content.Chunk.isFailure(chunk);
                chunk.release();
                continue;
            }
            long left = begun + LINGER_NANOS - ticker.nanos();
            if (left <= 0 || !arrives(left)) {
                return;
            }
        }
    }

    private String contentType() {
        String type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
        return type == null ? "" : type;
    }

    /** Jetty reports broken chunks and the end of the connection alike; the connection tells them apart. */
    private RuntimeException failure(Throwable cause) {
        if (cause instanceof TimeoutException) {
            return new BadInput(BadInput.Kind.BODY_TOO_SLOW, "the body stopped arriving", cause);
        }
        EndPoint endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
        return endPoint.isInputShutdown() || !endPoint.isOpen()
                ? new Gone()
                : new BadInput(BadInput.Kind.MALFORMED, "the body is not framed as HTTP/1.1 has it", cause);
    }

    private static BadInput tooLarge(DataSize limit) {
        return new BadInput(BadInput.Kind.BODY_TOO_LARGE, "the body is larger than the limit of " + limit.rounded());
    }
}
