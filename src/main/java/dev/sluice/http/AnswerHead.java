package dev.sluice.http;

import java.util.EnumSet;
import org.eclipse.jetty.http.DateGenerator;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.Response;

/** What is said before the content of an answer: its status and its headers. For one answer, by the request's own thread. */
final class AnswerHead {

    private static final HttpField EVERY_SITE = new PreEncodedHttpField("Access-Control-Allow-Origin", "*");
    private static final HttpField RANGES = new PreEncodedHttpField(HttpHeader.ACCEPT_RANGES, "bytes");
    private static final HttpField NO_STORE = new PreEncodedHttpField(HttpHeader.CACHE_CONTROL, "no-store");
    private static final HttpField NO_SNIFFING = new PreEncodedHttpField("X-Content-Type-Options", "nosniff");
    private static final String POLICY = "Content-Security-Policy";
    private static final HttpField DOCUMENT_POLICY = new PreEncodedHttpField(
            POLICY,
            "default-src 'self'; img-src 'self' blob: data:;"
                    + " style-src 'self' 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'");
    private static final HttpField CONTENT_POLICY =
            new PreEncodedHttpField(POLICY, "default-src 'none'; style-src 'unsafe-inline'; sandbox");

    private final Exchange exchange;
    private final Response response;
    private final HttpFields.Mutable headers;
    private int status;

    AnswerHead(Exchange exchange, Response response) {
        this.exchange = exchange;
        this.response = response;
        this.headers = response.getHeaders();
    }

    void put(String name, String value) {
        headers.put(name, value);
    }

    void contentType(String type) {
        headers.put(HttpHeader.CONTENT_TYPE, type);
    }

    void contentLength(long length) {
        headers.put(HttpHeader.CONTENT_LENGTH, length);
    }

    void chunked() {
        headers.put(HttpHeader.TRANSFER_ENCODING, "chunked");
    }

    void forEverySite() {
        headers.put(EVERY_SITE);
    }

    boolean isForEverySite() {
        return headers.contains(EVERY_SITE.getName());
    }

    /** Says what there is to be said about a content. */
    void describe(Representation content) {
        describe(headers, content);
    }

    private static void describe(HttpFields.Mutable headers, Representation content) {
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

    /** Parts of the content can be had. */
    void ranges() {
        headers.put(RANGES);
    }

    /** All that is the same each time that a content is sent as a whole, in bytes as they go out: for {@link #again}. */
    static HttpFields ready(Representation content, long length) {
        HttpFields.Mutable said = HttpFields.build();
        describe(said, content);
        said.put(HttpHeader.CONTENT_LENGTH, length);
        HttpFields.Mutable encoded = HttpFields.build();
        for (HttpField field : said) {
            encoded.add(new PreEncodedHttpField(field.getHeader(), field.getName(), field.getValue()));
        }
        return encoded.add(RANGES)
                .add(NO_SNIFFING)
                .add(isDocument(said) ? DOCUMENT_POLICY : CONTENT_POLICY)
                .asImmutable();
    }

    /**
     * A head that was made {@linkplain #ready ready}; it goes out with the next write.
     *
     * @param age of the content; empty for none
     */
    void again(HttpFields ready, String age) {
        status = 200;
        response.setStatus(200);
        headers.add(ready);
        if (!age.isEmpty()) {
            headers.add(HttpHeader.AGE, age);
        }
        sayWho();
    }

    /** Says what a problem says about itself, and takes back what was said about a content that is not sent. */
    void describe(Problem problem) {
        headers.remove(EnumSet.of(HttpHeader.ETAG, HttpHeader.LAST_MODIFIED, HttpHeader.ACCEPT_RANGES));
        headers.remove(EVERY_SITE.getName());
        if (problem.type() != ProblemType.RANGE) {
            headers.remove(HttpHeader.CONTENT_RANGE);
        }
        String seconds = problem.retryAfterSeconds();
        if (seconds != null) {
            headers.put(HttpHeader.RETRY_AFTER, seconds);
        }
        headers.put(NO_STORE);
    }

    /**
     * The headers are complete, and go out with the next write.
     *
     * @throws IllegalStateException when something was answered already, which is a mistake in the program
     */
    void begin(int code) {
        if (status != 0) {
            throw new IllegalStateException("a request was answered twice: " + status + " and " + code);
        }
        status = code;
        response.setStatus(code);
        headers.put(NO_SNIFFING);
        headers.put(isDocument(headers) ? DOCUMENT_POLICY : CONTENT_POLICY);
        String timing = exchange.stages().serverTiming();
        if (!timing.isEmpty()) {
            headers.put("Server-Timing", timing);
        }
        sayWho();
    }

    private void sayWho() {
        headers.put("X-Request-Id", exchange.id());
        if (!exchange.body().isEnded()) {
            headers.put(HttpHeader.CONNECTION, "close");
        }
    }

    private static boolean isDocument(HttpFields headers) {
        String type = headers.get(HttpHeader.CONTENT_TYPE);
        return type != null && type.startsWith("text/html");
    }

    /** The status that was sent; 0 before. */
    int status() {
        return status;
    }
}
