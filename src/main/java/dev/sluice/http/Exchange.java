package dev.sluice.http;

import dev.sluice.units.Deadline;
import dev.sluice.units.Ticker;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer: all that a feature sees of HTTP. Used by the request's own thread; the {@link #deadline()} may be
 * asked by any.
 */
public final class Exchange {

    private static final int LONGEST_ID = 64;
    private static final String ID_CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.";

    private final Request request;
    private final HttpConfig config;
    private final Ticker ticker;
    private final Presence presence;
    private final RequestBody body;
    private final Answer answer;
    private final Stages stages;
    private final String id;
    private final long begun;
    private Map<String, String> parameters = Map.of();
    private boolean trusted;
    private @Nullable Repeatable repeatable;

    Exchange(Request request, Response response, HttpConfig config, Footprint footprint, Ticker ticker) {
        this.request = request;
        this.config = config;
        this.ticker = ticker;
        this.begun = ticker.nanos();
        this.id = identifier(request.getHeaders().get("X-Request-Id"));
        this.presence =
                new Presence(request.getConnectionMetaData().getConnection().getEndPoint(), ticker);
        this.stages = new Stages(ticker, footprint);
        this.body = new RequestBody(request, config, ticker, presence);
        this.answer = new Answer(this, request, response, config);
    }

    /** Names this request in the log, in its answer and as the tag of what it holds: its sender's if sane, else random. */
    public String id() {
        return id;
    }

    public String method() {
        return request.getMethod();
    }

    /** Whether it only reads: {@code GET} or {@code HEAD}. */
    public boolean reads() {
        return method().equals("GET") || method().equals("HEAD");
    }

    /** The path with dot segments resolved; characters are still escaped where that makes a difference. */
    public String path() {
        String path = Request.getPathInContext(request);
        return path == null ? "" : path;
    }

    /** The path exactly as it was sent: free of control characters, fit for a log. */
    public String rawPath() {
        String path = request.getHttpURI().getPath();
        return path == null ? "" : path;
    }

    /** What stands behind the question mark, exactly as it was sent; empty when nothing does. */
    public String rawQuery() {
        String query = request.getHttpURI().getQuery();
        return query == null ? "" : query;
    }

    /** Whether the one who asks may do anything here: by a token, or because none is needed. */
    public boolean trusted() {
        return trusted;
    }

    void trust() {
        trusted = true;
    }

    /**
     * What stands in the path in the place of {@code {name}}, decoded, never empty. The rest of a path whose template ends with
     * {@code /**} has the name {@code **}.
     *
     * @throws IllegalArgumentException when the route has no such parameter
     */
    public String parameter(String name) {
        String value = parameters.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the route has no parameter " + name);
        }
        return value;
    }

    /**
     * The parameters behind the question mark.
     *
     * @param allowed all that there are
     * @throws dev.sluice.failure.BadInput PARAMETER when one is malformed, repeated, or not among these
     */
    public Query query(String... allowed) {
        return Query.parse(rawQuery()).allow(allowed);
    }

    /** The first header of that name, whatever its case. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(request.getHeaders().get(name));
    }

    /** Whether the client is a browser that wants a page. */
    public boolean wantsPage() {
        return header("Accept").filter(types -> types.contains("text/html")).isPresent();
    }

    /**
     * Until when an answer is wanted: {@code http.request-timeout} from now on, so ask for it once, when the body has been read.
     * It counts as abandoned when the client has closed its connection, or at least its sending half; that is noticed once the
     * body has been read to its end.
     */
    public Deadline deadline() {
        return Deadline.after(config.requestTimeout(), ticker).unless(presence::gone);
    }

    /** The body, to be read at most once. */
    public RequestBody body() {
        return body;
    }

    /** The answer, to be given exactly once. */
    public Answer answer() {
        return answer;
    }

    /**
     * Records that a stage of the work has ended: how long it took since the one before, and the memory of the process now.
     *
     * @param name lower-case word, for the log and {@code Server-Timing}
     */
    public void stage(String name) {
        stages.finished(name);
    }

    /**
     * Records a stage that another thread went through for this request.
     *
     * @param name as for {@link #stage(String)}
     * @param took how long it took
     */
    public void stage(String name, Duration took) {
        stages.finished(name, took);
    }

    /**
     * Says that this answer may be given again to who asks for the same. To be said before it is given; {@code answer} is closed in any
     * case.
     */
    public void repeatable(Repeatable answer) {
        repeatable = answer;
    }

    @Nullable
    Repeatable repeatable() {
        return repeatable;
    }

    Stages stages() {
        return stages;
    }

    /** Whether the client has left, as far as that can be seen: once the request has been read to its end. */
    boolean left() {
        return presence.gone();
    }

    Ticker ticker() {
        return ticker;
    }

    void matched(Map<String, String> values) {
        parameters = values;
    }

    /** The request is over: its connection may go on with the next one. */
    void end() {
        presence.end();
    }

    long elapsedNanos() {
        return ticker.nanos() - begun;
    }

    private static String identifier(@Nullable String given) {
        return given != null && sane(given)
                ? given
                : HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    }

    private static boolean sane(String text) {
        return !text.isEmpty()
                && text.length() <= LONGEST_ID
                && text.chars().allMatch(c -> ID_CHARACTERS.indexOf(c) >= 0);
    }
}
