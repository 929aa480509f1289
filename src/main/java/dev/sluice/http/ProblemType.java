package dev.sluice.http;

import java.util.Locale;
import org.slf4j.event.Level;

/**
 * Every answer that is not a success. Its name in lower case with hyphens is the last part of the {@code type} of its
 * {@code application/problem+json} body (RFC 9457); {@code docs/errors.md} is made from this list.
 */
enum ProblemType {
    PARAMETER(
            400,
            "A parameter cannot be used",
            "A parameter is unknown, repeated, malformed or out of range.",
            "Correct the one that is named; the nearest known name is in the text.",
            Level.INFO),
    MALFORMED(
            400,
            "The request cannot be understood",
            "JSON that does not parse, multipart without an end, a path with control characters, broken HTTP.",
            "Correct what the text says.",
            Level.INFO),
    EMPTY(
            400,
            "There is no picture in the request",
            "The body or a file in the form has no bytes.",
            "Send the bytes of a picture.",
            Level.INFO),
    SETTINGS(
            400,
            "The settings cannot be used",
            "One or more settings have bad values; nothing was changed.",
            "Correct each of `problems`.",
            Level.INFO),
    TOKEN(
            401,
            "A token is needed",
            "The request carries no token, a wrong one, or a session that has ended.",
            "Send `Authorization: Bearer` with a token of `access.token`, or sign in on a page.",
            Level.INFO),
    ORIGIN(
            403,
            "Another site sent this request",
            "A page of another origin sent the request (cross-site request forgery).",
            "Add the name of the page's server to `access.hosts` if it is this server's own.",
            Level.WARN),
    SIGNATURE(
            403,
            "The signature of the URL is wrong",
            "A URL of the image proxy is not signed, was changed after it was signed, or was signed with another key or salt.",
            "Sign exactly the path behind the signature with a key and salt of `proxy.keys` and `proxy.salts`.",
            Level.INFO),
    SOURCE_FORBIDDEN(
            403,
            "This source may not be fetched",
            "A rule refuses the picture's address, or one that it redirects to: scheme, port, host, or a network that is not public.",
            "Use a public http or https address, or open it with `fetch.ports`, `fetch.allow-hosts` or `fetch.allow-networks`.",
            Level.WARN),
    NOT_FOUND(
            404,
            "Nothing is here",
            "The path is unknown, or the thing it named is gone.",
            "Compare the path with the text.",
            Level.INFO),
    SOURCE_NOT_FOUND(
            404,
            "The source has no such picture",
            "The picture's server answered with 404 or 410.",
            "Correct the picture's address.",
            Level.INFO),
    METHOD(
            405,
            "The path does not take this method",
            "The path is known, the method is not.",
            "Use a method from the `Allow` header.",
            Level.INFO),
    BODY_TOO_SLOW(
            408,
            "The body arrived too slowly",
            "The body lagged behind `http.min-upload-rate`, or nothing came for `http.idle-timeout`.",
            "Try again on a better connection, or lower the rate.",
            Level.INFO),
    CONFLICT(
            409,
            "The present state does not allow it",
            "What was asked contradicts the state, as changing a setting that the environment holds.",
            "Change what the text names first.",
            Level.INFO),
    BODY_TOO_LARGE(
            413,
            "The body is too large",
            "The body, or a part of it, has more bytes than the limit for it.",
            "Send less, or raise the limit that is named.",
            Level.INFO),
    TOO_LARGE(
            413,
            "The picture needs more memory than there is",
            "The work would need `needed` bytes and can never have more than `budget`.",
            "Send a smaller or simpler picture, ask for a smaller result, or raise `memory`.",
            Level.INFO),
    SOURCE_TOO_LARGE(
            413,
            "The source's picture is too large",
            "The picture has more bytes than `fetch.max-bytes`.",
            "Use a smaller picture, or raise the limit.",
            Level.INFO),
    URI_TOO_LONG(
            414,
            "The address is too long",
            "The request line is longer than `http.max-headers`.",
            "Shorten the address or raise the limit.",
            Level.INFO),
    UNKNOWN_PICTURE(
            415,
            "This is no known kind of picture",
            "The bytes do not begin like any picture that is read here.",
            "Send one of the kinds that `doctor` lists.",
            Level.INFO),
    UNSUPPORTED_PICTURE(
            415,
            "This kind of picture is not supported here",
            "The kind is known, but the libvips in use cannot read or write it, or a setting forbids it.",
            "Use another kind; `doctor` says what is missing.",
            Level.INFO),
    RANGE(
            416,
            "The range is outside",
            "The `Range` header asks for bytes beyond the end.",
            "See `Content-Range` for the length.",
            Level.INFO),
    EXPECTATION(
            417,
            "The expectation cannot be met",
            "The `Expect` header asks for something else than `100-continue`.",
            "Leave it out.",
            Level.INFO),
    HOST(
            421,
            "The server is not known under this name",
            "The `Host` header names another machine (DNS rebinding), or a proxy passes its own name on.",
            "Use the loopback address, or add the name to `access.hosts`.",
            Level.WARN),
    DAMAGED_PICTURE(
            422,
            "The picture is damaged",
            "The picture is truncated, broken, or its header lies.",
            "Send the whole file; the decoder's words are in the text.",
            Level.INFO),
    QUARANTINED(
            422,
            "The picture is in quarantine",
            "This very picture ended a decoder before and is not tried again.",
            "Convert it with another program, or clear the quarantine.",
            Level.WARN),
    HEADERS_TOO_LARGE(
            431,
            "The headers are too large",
            "The request line and the headers are larger than `http.max-headers`.",
            "Send fewer or shorter headers, or raise the limit.",
            Level.INFO),
    GONE(
            499,
            "The client has left",
            "The client closed the connection before its answer; stands in the log only.",
            "Nothing.",
            Level.INFO),
    INTERNAL(
            500,
            "Something unforeseen happened",
            "A fault of the program; the log has it under `requestId`.",
            "Report it with that part of the log.",
            Level.ERROR),
    ENGINE(
            500,
            "The picture engine failed",
            "libvips is missing, too old, or failed at something that was not the picture's fault.",
            "Run `doctor`.",
            Level.ERROR),
    STORE_BROKEN(
            500,
            "The disk failed",
            "Reading or writing the data folder failed.",
            "See the log; check disk and permissions.",
            Level.ERROR),
    CANNOT_START(
            500,
            "The server cannot start like this",
            "Its port is taken, or it would be open to everybody; stands on the terminal only.",
            "Do what the text says.",
            Level.ERROR),
    SOURCE_UNREACHABLE(
            502,
            "The source cannot be reached",
            "The name is unknown, nobody listens, TLS fails, or the server failed several times in a row and is left alone for a while.",
            "Correct the picture's address, or try again later.",
            Level.WARN),
    SOURCE_BROKEN(
            502,
            "The source's answer is broken",
            "The picture's server answered with broken HTTP, ended early, used a content encoding, or redirects in circles.",
            "Look at the picture's server.",
            Level.WARN),
    SOURCE_STATUS(
            502,
            "The source answered with no picture",
            "The picture's server answered with a status that is no success.",
            "Look at the picture's server; the status is in the text.",
            Level.WARN),
    BUSY(
            503,
            "There is no room at the moment",
            "The memory, the disk or the cores were not free in time.",
            "Try again after `Retry-After` seconds.",
            Level.WARN),
    SOURCE_BUSY(
            503,
            "The source has no room at the moment",
            "The picture's server answered with 429 or 503.",
            "Try again after `Retry-After` seconds, where that is given.",
            Level.WARN),
    DRAINING(
            503,
            "The server is stopping",
            "It finishes what it has begun and takes nothing new.",
            "Try again after `Retry-After` seconds, or ask another server.",
            Level.INFO),
    EXPIRED(
            503,
            "It took too long",
            "The work could not be finished within `http.request-timeout`.",
            "Ask for less, try again later, or raise the timeout.",
            Level.WARN),
    SOURCE_TOO_SLOW(
            504,
            "The source is too slow",
            "The picture's server kept us waiting beyond `fetch.connect-timeout`, `fetch.first-byte-timeout`, `fetch.idle-timeout` or `fetch.total-timeout`, or sent less than `fetch.min-rate`.",
            "Try again later, or raise the limit.",
            Level.WARN),
    STORE_FULL(
            507,
            "The disk is full",
            "The data folder has no room for it.",
            "Free space, or lower `store.max-bytes`.",
            Level.ERROR),
    STORE_READ_ONLY(
            507,
            "The data folder cannot be written",
            "The folder or its disk is read-only.",
            "Give the program's user the right to write there.",
            Level.ERROR);

    private final int status;
    private final String title;
    private final String cause;
    private final String remedy;
    private final Level level;

    ProblemType(int status, String title, String cause, String remedy, Level level) {
        this.status = status;
        this.title = title;
        this.cause = cause;
        this.remedy = remedy;
        this.level = level;
    }

    int status() {
        return status;
    }

    String title() {
        return title;
    }

    String cause() {
        return cause;
    }

    String remedy() {
        return remedy;
    }

    /** How the request log tells it. */
    Level level() {
        return level;
    }

    String slug() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
