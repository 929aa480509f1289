package dev.sluice.http;

import java.util.EnumSet;
import org.eclipse.jetty.http.DateGenerator;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Response;

/** What is said before the content of an answer: its status and its headers. For one answer, by the request's own thread. */
final class AnswerHead {

    private static final String EVERY_SITE = "Access-Control-Allow-Origin";
    private static final String DOCUMENT_POLICY = "default-src 'self'; img-src 'self' blob: data:;"
            + " style-src 'self' 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
    private static final String CONTENT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

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
        headers.put(EVERY_SITE, "*");
    }

    boolean isForEverySite() {
        return headers.contains(EVERY_SITE);
    }

    /** Says what there is to be said about a content. */
    void describe(Representation content) {
        contentType(content.contentType());
        headers.put(HttpHeader.CACHE_CONTROL, content.cacheControl());
        if (content.etag() != null) {
            headers.put(HttpHeader.ETAG, "\"" + content.etag() + "\"");
        }
        if (content.lastModified() != null) {
            headers.put(HttpHeader.LAST_MODIFIED, DateGenerator.formatDate(content.lastModified()));
        }
        content.headers().forEach(headers::put);
    }

    /** Says what a problem says about itself, and takes back what was said about a content that is not sent. */
    void describe(Problem problem) {
        headers.remove(EnumSet.of(HttpHeader.ETAG, HttpHeader.LAST_MODIFIED, HttpHeader.ACCEPT_RANGES));
        headers.remove(EVERY_SITE);
        if (problem.type() != ProblemType.RANGE) {
            headers.remove(HttpHeader.CONTENT_RANGE);
        }
        String seconds = problem.retryAfterSeconds();
        if (seconds != null) {
            headers.put(HttpHeader.RETRY_AFTER, seconds);
        }
        headers.put(HttpHeader.CACHE_CONTROL, "no-store");
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
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put("Content-Security-Policy", isDocument() ? DOCUMENT_POLICY : CONTENT_POLICY);
        headers.put("X-Request-Id", exchange.id());
        String timing = exchange.stages().serverTiming();
        if (!timing.isEmpty()) {
            headers.put("Server-Timing", timing);
        }
        if (!exchange.body().isEnded()) {
            headers.put(HttpHeader.CONNECTION, "close");
        }
    }

    private boolean isDocument() {
        String type = headers.get(HttpHeader.CONTENT_TYPE);
        return type != null && type.startsWith("text/html");
    }

    /** The status that was sent; 0 before. */
    int status() {
        return status;
    }
}
