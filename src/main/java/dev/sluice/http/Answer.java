package dev.sluice.http;

import dev.sluice.failure.Gone;
import dev.sluice.failure.NotFound;
import dev.sluice.failure.StoreFailure;
import dev.sluice.governor.Payload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.eclipse.jetty.http.DateGenerator;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.jspecify.annotations.Nullable;

/**
 * The answer to one request: given once, by the request's own thread, complete when the method returns. Only then may a payload's
 * lease be closed. To {@code HEAD} the same headers are sent and no content.
 *
 * <p>Content goes to the connection in slices of 64 KiB, of 16 KiB from a file, each within {@code http.write-timeout}. Each way to answer throws
 * {@link Gone} when the client has left or takes too long; the connection is closed then.
 */
public final class Answer {

    /** What is read of a file at once: held for each client that is slow to take it. */
    static final int FILE_SLICE = 16_384;

    private static final int SLICE = 65_536;

    private static final String EVERY_SITE = "Access-Control-Allow-Origin";
    private static final String DOCUMENT_POLICY = "default-src 'self'; img-src 'self' blob: data:;"
            + " style-src 'self' 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
    private static final String CONTENT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox";
    private static final long CANCEL_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Exchange exchange;
    private final Request request;
    private final Response response;
    private final long writeTimeout;
    private @Nullable Problem problem;
    private @Nullable String range;
    private int status;
    private long bytes;
    private boolean complete;

    Answer(Exchange exchange, Request request, Response response, HttpConfig config) {
        this.exchange = exchange;
        this.request = request;
        this.response = response;
        this.writeTimeout = config.writeTimeout().toNanos();
    }

    /**
     * Adds a header to the answer that is still to be given.
     *
     * @return this
     */
    public Answer header(String name, String value) {
        response.getHeaders().put(name, value);
        return this;
    }

    /**
     * Lets pages of every site read the answer, as an {@code <img crossorigin>} on a canvas: for what everybody may have who has the URL.
     * They read it without cookies (Fetch, section 3.3.5).
     *
     * @return this
     */
    public Answer forEverySite() {
        return header(EVERY_SITE, "*");
    }

    /** Answers with what Jackson makes of {@code body}: records, maps, lists, numbers, texts. */
    public void json(int code, Object body) {
        small(code, "application/json", Json.write(body));
    }

    public void text(int code, String body) {
        small(code, "text/plain;charset=utf-8", body.getBytes(StandardCharsets.UTF_8));
    }

    /** Answers without content. */
    public void empty(int code) {
        begin(code);
        write(true, null);
    }

    /** Sends the client to another path by {@code GET}. */
    public void redirect(String path) {
        header("Location", path).empty(303);
    }

    /** Answers with a problem. What was said about a content that is not sent is taken back. */
    void problem(Problem problem) {
        this.problem = problem;
        response.getHeaders().remove(EnumSet.of(HttpHeader.ETAG, HttpHeader.LAST_MODIFIED, HttpHeader.ACCEPT_RANGES));
        String seconds = problem.retryAfterSeconds();
        if (seconds != null) {
            header("Retry-After", seconds);
        }
        response.getHeaders().remove(EVERY_SITE);
        header("Cache-Control", "no-store");
        byte[] body = Json.write(problem.body(exchange.id()));
        small(problem.status(), "application/problem+json", body);
    }

    /** Answers a browser that has no token with a form for one. */
    void signIn(Problem denied) {
        problem = denied;
        header("Cache-Control", "no-store");
        small(denied.status(), StaticPage.HTML, StaticPage.read(Answer.class, "sign-in.html"));
    }

    /**
     * Answers 304 when the client has the content already, so that it need not be made at all.
     *
     * @return whether it was answered
     */
    public boolean unchanged(Representation content) {
        boolean unchanged = exchange.reads() && Conditions.unchanged(request.getHeaders(), content);
        if (unchanged) {
            describe(content);
            empty(304);
        }
        return unchanged;
    }

    /**
     * Answers with a picture, or the part of it that was asked for, or 304. The bytes go to the socket from where they are.
     *
     * @param payload whose lease is open until this returns
     */
    public void bytes(Payload payload, Representation content) {
        bytes(payload.buffer(), content);
    }

    /** The same for bytes that are not a picture, such as a page. */
    public void bytes(ByteBuffer buffer, Representation content) {
        send(buffer.remaining(), SLICE, content, (at, length) -> buffer.slice(buffer.position() + (int) at, length));
    }

    /**
     * Answers with a file, or the part of it that was asked for, or 304. Holds 16 KiB while it writes.
     *
     * @throws NotFound when there is none
     * @throws StoreFailure when it cannot be read
     */
    public void file(Path file, Representation content) {
        try (FileChannel channel = FileChannel.open(file)) {
            file(channel, content);
        } catch (NoSuchFileException gone) {
            throw new NotFound("it has been deleted");
        } catch (IOException broken) {
            throw new StoreFailure(StoreFailure.Kind.BROKEN, "a kept file cannot be read", broken);
        }
    }

    /**
     * The same for an open file, which stays open.
     *
     * @throws StoreFailure when it cannot be read
     */
    public void file(FileChannel channel, Representation content) {
        RetainableByteBuffer held = request.getComponents().getByteBufferPool().acquire(FILE_SLICE, true);
        try {
            ByteBuffer buffer = held.getByteBuffer();
            send(
                    channel.size(),
                    FILE_SLICE,
                    content,
                    (at, length) -> read(channel, at, buffer.clear().limit(length)));
        } catch (IOException broken) {
            throw new StoreFailure(StoreFailure.Kind.BROKEN, "a kept file cannot be read", broken);
        } finally {
            held.release();
        }
    }

    private static ByteBuffer read(FileChannel channel, long at, ByteBuffer buffer) {
        try {
            while (buffer.hasRemaining()) {
                if (channel.read(buffer, at + buffer.position()) < 0) {
                    throw new IOException("shorter than it was");
                }
            }
            return buffer.flip();
        } catch (IOException broken) {
            throw new StoreFailure(StoreFailure.Kind.BROKEN, "a kept file cannot be read", broken);
        }
    }

    /** Where the bytes of an answer come from, piece by piece. */
    @FunctionalInterface
    public interface Slices {

        /** At least one and at most {@code length} bytes from {@code position} on, valid until the next call. */
        ByteBuffer at(long position, int length);
    }

    /** The same for bytes that are read while they are sent. */
    public void pieces(long length, Slices slices, Representation content) {
        send(length, SLICE, content, slices);
    }

    private void send(long length, int most, Representation content, Slices slices) {
        if (unchanged(content)) {
            return;
        }
        describe(content);
        header("Accept-Ranges", "bytes");
        switch (wanted(length, content)) {
            case ByteRange.Whole _ -> transmit(200, 0, length, most, slices);
            case ByteRange.Part(long first, long last) -> {
                range = "bytes " + first + "-" + last + "/" + length;
                transmit(206, first, last + 1, most, slices);
            }
            case ByteRange.Outside _ -> {
                range = "bytes */" + length;
                problem(Problem.of(ProblemType.RANGE, "the content has " + length + " bytes"));
            }
        }
    }

    /**
     * Answers with bytes that are made while they are sent, as many as there will be: chunked, or until the connection closes for a
     * client of HTTP/1.0. The answer may take longer than {@code http.request-timeout}; each write has its own limit. When the server stops
     * it is cut off at the next write or pause, at the latest when those that were begun have had their time. Ranges are not answered.
     *
     * @param content with a tag only when its bytes are always the same
     * @param body writes all of it before it returns; not called for {@code HEAD}. What it throws before its first write is answered as
     *     ever; after it, the connection is closed, so that the client knows that something is missing.
     */
    public void stream(Representation content, Consumer<AnswerStream> body) {
        stream(AnswerStream.UNKNOWN, content, body);
    }

    /**
     * The same for bytes whose number is known. It may go on while the server stops, as long as that lets what was begun end.
     *
     * @param length what {@code body} will write, at least 0
     */
    public void stream(long length, Representation content, Consumer<AnswerStream> body) {
        if (unchanged(content)) {
            return;
        }
        boolean endless = length == AnswerStream.UNKNOWN;
        AnswerStream stream = new AnswerStream(
                this, content, length, () -> exchange.left() || (endless && stopping()), exchange.ticker());
        if (request.getMethod().equals("HEAD")) {
            if (endless && request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_1_1) {
                // Jetty would say that there are 0 bytes.
                response.getHeaders().put(HttpHeader.TRANSFER_ENCODING, "chunked");
            }
            stream.begin();
            write(true, null);
        } else {
            body.accept(stream);
            stream.end();
        }
    }

    private boolean stopping() {
        return request.getConnectionMetaData().getConnector().isShutdown();
    }

    void beginStream(Representation content, long length) {
        describe(content);
        if (length != AnswerStream.UNKNOWN) {
            response.getHeaders().put(HttpHeader.CONTENT_LENGTH, length);
        }
        begin(200);
    }

    void send(ByteBuffer slice, boolean last) {
        bytes += slice.remaining();
        write(last, slice);
    }

    void endStream() {
        write(true, null);
    }

    private ByteRange wanted(long length, Representation content) {
        HttpFields headers = request.getHeaders();
        String asked = headers.get(HttpHeader.RANGE);
        return asked == null || !request.getMethod().equals("GET") || !Conditions.rangeIsCurrent(headers, content)
                ? new ByteRange.Whole()
                : ByteRange.of(asked, length);
    }

    private void describe(Representation content) {
        HttpFields.Mutable headers = response.getHeaders();
        headers.put(HttpHeader.CONTENT_TYPE, content.contentType());
        headers.put(HttpHeader.CACHE_CONTROL, content.cacheControl());
        if (content.etag() != null) {
            headers.put(HttpHeader.ETAG, "\"" + content.etag() + "\"");
        }
        if (content.lastModified() != null) {
            headers.put(HttpHeader.LAST_MODIFIED, DateGenerator.formatDate(content.lastModified()));
        }
        content.headers().forEach(headers::put);
    }

    private void small(int code, String contentType, byte[] body) {
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, contentType);
        ByteBuffer buffer = ByteBuffer.wrap(body);
        transmit(code, 0, body.length, SLICE, (at, length) -> buffer.slice((int) at, length));
    }

    private void transmit(int code, long first, long end, int most, Slices slices) {
        boolean hasContent = end > first && !request.getMethod().equals("HEAD");
        // The first slice is made before anything is sent: what fails until then can still be answered.
        ByteBuffer slice = hasContent ? slices.at(first, (int) Math.min(most, end - first)) : null;
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, end - first);
        if (range != null && (code == 206 || code == 416)) {
            header("Content-Range", range);
        }
        begin(code);
        long at = first;
        while (slice != null) {
            at += slice.remaining();
            bytes += slice.remaining();
            write(at == end, slice);
            slice = at == end ? null : slices.at(at, (int) Math.min(most, end - at));
        }
        if (!hasContent) {
            write(true, null);
        }
    }

    private void begin(int code) {
        if (status != 0) {
            throw new IllegalStateException("a request was answered twice: " + status + " and " + code);
        }
        status = code;
        response.setStatus(code);
        HttpFields.Mutable headers = response.getHeaders();
        String type = headers.get(HttpHeader.CONTENT_TYPE);
        boolean document = type != null && type.startsWith("text/html");
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put("Content-Security-Policy", document ? DOCUMENT_POLICY : CONTENT_POLICY);
        headers.put("X-Request-Id", exchange.id());
        String timing = exchange.stages().serverTiming();
        if (!timing.isEmpty()) {
            headers.put("Server-Timing", timing);
        }
        if (!exchange.body().isEnded()) {
            headers.put(HttpHeader.CONNECTION, "close");
        }
    }

    private void write(boolean last, @Nullable ByteBuffer slice) {
        Pending written = new Pending();
        response.write(last, slice, written);
        if (!written.await(writeTimeout)) {
            EndPoint endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
            endPoint.close();
            if (!written.await(CANCEL_NANOS)) {
                throw new IllegalStateException("a closed connection still holds the bytes of an answer");
            }
        }
        if (written.failed()) {
            throw new Gone();
        }
        complete = last;
    }

    /** What an answer of so many bytes may take that is written as a whole: as much as its slices together. */
    static long timeLimit(HttpConfig config, long length) {
        return config.writeTimeout().toNanos() * Math.ceilDiv(Math.max(1, length), SLICE);
    }

    /** Whether everybody may have it who has the URL. */
    boolean isForEverySite() {
        return response.getHeaders().contains(EVERY_SITE);
    }

    /** Says what is said about an answer that is given again; its body is the caller's to send. */
    void again(Repeatable answer) {
        describe(answer.content());
        String age = answer.age().get();
        if (!age.isEmpty()) {
            header("Age", age);
        }
        header("Accept-Ranges", "bytes");
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, answer.body().remaining());
        begin(200);
    }

    /** How the sending of an answer ended that was given again. */
    void ended(long sent, boolean whole) {
        bytes = whole ? sent : 0;
        complete = whole;
    }

    /** What was answered when that was no success; null otherwise. */
    @Nullable
    Problem problem() {
        return problem;
    }

    /** Whether all of it is on its way. */
    boolean complete() {
        return complete;
    }

    /** Whether an answer has been begun; nothing else can be said any more then. */
    boolean begun() {
        return status != 0;
    }

    /** The status that was sent; 0 before. */
    int status() {
        return status;
    }

    /** Bytes of content that were sent. */
    long bytes() {
        return bytes;
    }
}
