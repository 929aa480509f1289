package dev.sluice.http;

import dev.sluice.failure.Gone;
import dev.sluice.failure.NotFound;
import dev.sluice.failure.StoreFailure;
import dev.sluice.governor.Payload;
import dev.sluice.units.Ticker;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.EndPoint;
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

    private final Exchange exchange;
    private final Request request;
    private final Ticker ticker;
    private final AnswerHead head;
    private final AnswerWriter writer;
    private @Nullable Problem problem;
    private @Nullable Outlet outlet;

    Answer(Exchange exchange, Request request, Response response, HttpConfig config, Ticker ticker) {
        this.ticker = ticker;
        this.exchange = exchange;
        this.request = request;
        this.head = new AnswerHead(exchange, response);
        this.writer = new AnswerWriter(request, response, config);
    }

    /**
     * Adds a header to the answer that is still to be given.
     *
     * @return this
     */
    public Answer header(String name, String value) {
        head.put(name, value);
        return this;
    }

    /**
     * Lets pages of every site read the answer, as an {@code <img crossorigin>} on a canvas: for what everybody may have who has the URL.
     * They read it without cookies (Fetch, section 3.3.5).
     *
     * @return this
     */
    public Answer forEverySite() {
        head.forEverySite();
        return this;
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
        head.begin(code);
        writer.end();
    }

    /** Sends the client to another path by {@code GET}. */
    public void redirect(String path) {
        header("Location", path).empty(303);
    }

    /** Answers with a problem. What was said about a content that is not sent is taken back. */
    void problem(Problem problem) {
        this.problem = problem;
        head.describe(problem);
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
            head.describe(content);
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
        send(buffer.remaining(), content, (at, length) -> buffer.slice(buffer.position() + (int) at, length));
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
        try {
            writer.reading(channel, (length, slices) -> send(length, content, slices));
        } catch (IOException broken) {
            throw new StoreFailure(StoreFailure.Kind.BROKEN, "a kept file cannot be read", broken);
        }
    }

    /**
     * Begins an answer that ends with its connection, and leaves it to the caller to write it: the request's thread is free when this
     * returns. To {@code HEAD} the headers are all.
     *
     * <p>From then on the connection is not one of those that {@code http.max-connections} and the budget count: the caller has
     * {@link HttpConfig#outletBytes()} admitted before, and gives them back at its end.
     *
     * @param contentType of what will be written
     * @return closed by the caller, or by the client's leaving; empty when there is nothing to be written
     */
    public Optional<Outlet> outlet(String contentType) {
        head.contentType(contentType);
        header("Cache-Control", "no-store").header("Connection", "close").header("X-Accel-Buffering", "no");
        head.begin(200);
        if (request.getMethod().equals("HEAD")) {
            writer.end();
            return Optional.empty();
        }
        writer.write(false, ByteBuffer.allocate(0));
        EndPoint endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
        Outlet begun = new Outlet(endPoint, ticker);
        outlet = begun;
        begun.begin();
        return Optional.of(begun);
    }

    /** What has the connection now; null while the answer is an ordinary one. */
    @Nullable
    Outlet outlet() {
        return outlet;
    }

    /** Where the bytes of an answer come from, piece by piece. */
    @FunctionalInterface
    public interface Slices {

        /** At least one and at most {@code length} bytes from {@code position} on, valid until the next call. */
        ByteBuffer at(long position, int length);
    }

    /** The same for bytes that are read while they are sent. */
    public void pieces(long length, Slices slices, Representation content) {
        send(length, content, slices);
    }

    private void send(long length, Representation content, Slices slices) {
        if (unchanged(content)) {
            return;
        }
        head.describe(content);
        head.ranges();
        switch (wanted(length, content)) {
            case ByteRange.Whole _ -> transmit(200, 0, length, slices);
            case ByteRange.Part(long first, long last) -> {
                header("Content-Range", "bytes " + first + "-" + last + "/" + length);
                transmit(206, first, last + 1, slices);
            }
            case ByteRange.Outside _ -> {
                header("Content-Range", "bytes */" + length);
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
                head, writer, content, length, () -> exchange.left() || (endless && stopping()), ticker);
        if (request.getMethod().equals("HEAD")) {
            if (endless && request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_1_1) {
                // Jetty would say that there are 0 bytes.
                head.chunked();
            }
            stream.begin();
            writer.end();
        } else {
            body.accept(stream);
            stream.end();
        }
    }

    private boolean stopping() {
        return request.getConnectionMetaData().getConnector().isShutdown();
    }

    private ByteRange wanted(long length, Representation content) {
        HttpFields headers = request.getHeaders();
        String asked = headers.get(HttpHeader.RANGE);
        return asked == null || !request.getMethod().equals("GET") || !Conditions.rangeIsCurrent(headers, content)
                ? new ByteRange.Whole()
                : ByteRange.of(asked, length);
    }

    private void small(int code, String contentType, byte[] body) {
        head.contentType(contentType);
        ByteBuffer buffer = ByteBuffer.wrap(body);
        transmit(code, 0, body.length, (at, length) -> buffer.slice((int) at, length));
    }

    private void transmit(int code, long first, long end, Slices slices) {
        boolean hasContent = end > first && !request.getMethod().equals("HEAD");
        // The first slice is made before anything is sent: what fails until then can still be answered.
        ByteBuffer slice = hasContent ? AnswerWriter.slice(slices, first, end) : null;
        head.contentLength(end - first);
        head.begin(code);
        if (slice == null) {
            writer.end();
        } else {
            writer.writeAll(slice, first, end, slices);
        }
    }

    /** Whether everybody may have it who has the URL. */
    boolean isForEverySite() {
        return head.isForEverySite();
    }

    /** Says what is said about an answer that is given again; its body is the caller's to send. */
    void again(Repeats.Entry known) {
        head.again(known.head(), known.answer().age().get());
    }

    /** How the sending of an answer ended that was given again. */
    void ended(long sent, boolean whole) {
        writer.ended(sent, whole);
    }

    /** What was answered when that was no success; null otherwise. */
    @Nullable
    Problem problem() {
        return problem;
    }

    /** Whether all of it is on its way. */
    boolean complete() {
        return writer.complete();
    }

    /** Whether an answer has been begun; nothing else can be said any more then. */
    boolean begun() {
        return head.status() != 0;
    }

    /** The status that was sent; 0 before. */
    int status() {
        return head.status();
    }

    /** Bytes of content that were sent. */
    long bytes() {
        return writer.bytes();
    }
}
