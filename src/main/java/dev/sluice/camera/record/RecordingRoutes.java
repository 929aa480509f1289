package dev.sluice.camera.record;

import dev.sluice.failure.BadInput;
import dev.sluice.failure.NotFound;
import dev.sluice.governor.Governor;
import dev.sluice.http.AnswerStream;
import dev.sluice.http.Exchange;
import dev.sluice.http.Query;
import dev.sluice.http.Representation;
import dev.sluice.http.Router;
import dev.sluice.units.MediaType;
import dev.sluice.units.PixelSize;
import dev.sluice.units.Ticker;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * {@code /cameras/{name}/sessions}: recordings are listed, played, downloaded and deleted, whether or not their camera is there. Who plays or
 * downloads holds 64 KiB of the budget and two open files.
 */
public final class RecordingRoutes {

    private static final String SESSIONS = "/cameras/{name}/sessions";
    private static final String SESSION = SESSIONS + "/{session}";
    private static final int MOST_LISTED = 100;
    private static final int USUALLY_LISTED = 20;
    private static final double SLOWEST = 0.1;
    private static final double FASTEST = 100;
    private static final double LONGEST_SECONDS = 86_400;

    private final Recordings recordings;
    private final Governor governor;
    private final Ticker ticker;

    public RecordingRoutes(Recordings recordings, Governor governor, Ticker ticker) {
        this.recordings = recordings;
        this.governor = governor;
        this.ticker = ticker;
    }

    public void addTo(Router router) {
        router.get(SESSIONS, this::list)
                .get(SESSION, this::show)
                .get(SESSION + "/play", this::play)
                .get(SESSION + "/download", this::download)
                .get(SESSION + "/frames/{number}", this::frame)
                .delete(SESSION, this::delete);
    }

    private void list(Exchange exchange) {
        Query query = exchange.query("limit", "cursor");
        int limit = query.integer("limit", 1, MOST_LISTED).orElse(USUALLY_LISTED);
        Optional<SessionId> cursor = query.text("cursor")
                .map(text -> SessionId.parse(text)
                        .orElseThrow(() -> new BadInput(
                                BadInput.Kind.PARAMETER, "cursor: write what the page before had as its 'next'")));
        String camera = camera(exchange);
        SessionPage page = recordings.page(camera, cursor.orElse(null), limit);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put(
                "sessions",
                page.sessions().stream().map(facts -> described(camera, facts)).toList());
        answer.put("next", page.next() == null ? null : page.next().toString());
        exchange.answer().json(200, answer);
    }

    private void show(Exchange exchange) {
        exchange.query();
        try (SessionReader session = open(exchange)) {
            exchange.answer().json(200, described(camera(exchange), session.facts()));
        }
    }

    private static Map<String, Object> described(String camera, SessionFacts facts) {
        String path = "/cameras/" + camera + "/sessions/" + facts.id();
        PixelSize size = facts.size();
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("id", facts.id().toString());
        one.put("begin", facts.begin().toString());
        one.put("end", facts.end().toString());
        one.put("seconds", facts.length().toMillis() / 1_000.0);
        one.put("frames", facts.frames());
        one.put("bytes", facts.bytes().bytes());
        one.put("width", size == null ? null : size.width());
        one.put("height", size == null ? null : size.height());
        one.put("complete", facts.complete());
        one.put("play", path + "/play");
        one.put("download", path + "/download");
        return one;
    }

    private void play(Exchange exchange) {
        Query query = exchange.query("speed", "from");
        double speed = query.decimal("speed", SLOWEST, FASTEST).orElse(1);
        Duration from = Duration.ofMillis(
                (long) (1_000 * query.decimal("from", 0, LONGEST_SECONDS).orElse(0)));
        try (SessionReader session = open(exchange);
                StoredFrames frames = frames(session, exchange)) {
            int first = session.firstAt(from);
            if (first > session.frames()) {
                throw new BadInput(
                        BadInput.Kind.PARAMETER,
                        String.format(
                                Locale.ROOT,
                                "from: the session lasts %.1f seconds",
                                session.facts().length().toMillis() / 1_000.0));
            }
            Representation content = Representation.of(Playback.CONTENT_TYPE).cached("no-store");
            Playback playback = new Playback(frames, speed, ticker);
            exchange.answer().stream(content, client -> playback.play(first, client));
        }
    }

    private void download(Exchange exchange) {
        exchange.query();
        String camera = camera(exchange);
        try (SessionReader session = open(exchange);
                StoredFrames frames = frames(session, exchange)) {
            ZipDownload zip = new ZipDownload(frames, camera);
            String name = camera + "-" + session.id() + ".zip";
            Representation content = Representation.of("application/zip")
                    .cached("no-store")
                    .header("Content-Disposition", "attachment; filename=\"" + name + "\"");
            exchange.answer().stream(zip.length(), content, (AnswerStream client) -> zip.send(client));
        }
    }

    private void frame(Exchange exchange) {
        exchange.query();
        int number = number(exchange.parameter("number"));
        try (SessionReader session = open(exchange);
                StoredFrames frames = frames(session, exchange)) {
            IndexRecord frame = session.record(number);
            if (number > session.frames() || frame == null || !frames.intact(number)) {
                throw new NotFound("frame " + number + " is not among the " + session.frames()
                        + " frames of this session, or damaged");
            }
            String tag = Integer.toHexString(frame.crc()) + "-" + frame.length();
            Representation content = Representation.of(MediaType.JPEG)
                    .tagged(tag)
                    .modified(session.id().begin().plus(Duration.ofNanos(frame.micros() * 1_000)));
            exchange.answer()
                    .pieces(
                            frame.length(),
                            (at, length) -> {
                                var slice = frames.slice(frame, at);
                                return slice.limit(Math.min(length, slice.limit()));
                            },
                            content);
        }
    }

    private static int number(String text) {
        try {
            int number = Integer.parseInt(text);
            if (number >= 1) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new NotFound("frames have numbers from 1, not '" + text + "'");
        }
        throw new NotFound("frames have numbers from 1");
    }

    private void delete(Exchange exchange) {
        exchange.query();
        recordings.delete(camera(exchange), SessionId.require(exchange.parameter("session")));
        exchange.answer().empty(204);
    }

    private static String camera(Exchange exchange) {
        return exchange.parameter("name");
    }

    private SessionReader open(Exchange exchange) {
        return recordings.open(camera(exchange), SessionId.require(exchange.parameter("session")));
    }

    private StoredFrames frames(SessionReader session, Exchange exchange) {
        return StoredFrames.of(
                session, governor, "playing " + camera(exchange) + " " + exchange.id(), exchange.deadline());
    }
}
