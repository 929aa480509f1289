package dev.sluice.proxy;

import dev.sluice.cache.CacheKey;
import dev.sluice.cache.Cached;
import dev.sluice.cache.Flights;
import dev.sluice.cache.Label;
import dev.sluice.cache.PictureCache;
import dev.sluice.failure.BadInput;
import dev.sluice.failure.Refused;
import dev.sluice.governor.Purpose;
import dev.sluice.http.Exchange;
import dev.sluice.http.Repeatable;
import dev.sluice.http.Representation;
import dev.sluice.image.RenditionOptions;
import dev.sluice.rendition.Job;
import dev.sluice.rendition.PictureAnswer;
import dev.sluice.rendition.Rendition;
import dev.sluice.units.DataSize;
import dev.sluice.units.Deadline;
import dev.sluice.units.MediaType;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers with pictures of other places, as they are or made to measure: from the cache where they are there and good, else made once for
 * all who ask for the same at the same time. Safe for threads.
 */
final class ProxiedPictures {

    /** How often what was cached a moment ago may have been evicted before it was read. */
    private static final int MOST_TRIES = 3;

    private final PictureCache cache;
    private final Sources sources;
    private final ProxiedRenditions renditions;
    private final InstantSource clock;

    ProxiedPictures(PictureCache cache, Sources sources, ProxiedRenditions renditions, InstantSource clock) {
        this.cache = cache;
        this.sources = sources;
        this.renditions = renditions;
        this.clock = clock;
    }

    /** What an answer is, for {@code X-Sluice-Cache}. */
    private enum From {
        /** The cache. */
        HIT,
        /** The cache, though its time is over. */
        STALE,
        /** The one who asked had it made. */
        MISS,
        /** Another one had it made at that moment. */
        COALESCED,
        /** It was made, and nothing is kept. */
        PASS
    }

    /** Answers a request. */
    void send(Exchange exchange, Ask ask) {
        if (!cache.keeps()) {
            pass(exchange, ask);
            return;
        }
        for (int tries = 1; ; tries++) {
            if (answeredFromCache(exchange, ask) || answeredByFlight(exchange, ask)) {
                return;
            }
            if (tries == MOST_TRIES) {
                throw new Refused.Busy(
                        "the cache is too small for what is asked of it now",
                        DataSize.ZERO,
                        DataSize.ZERO,
                        Duration.ofSeconds(1));
            }
        }
    }

    private boolean answeredFromCache(Exchange exchange, Ask ask) {
        KnownSource known = sources.known(ask.source());
        if (known == null) {
            return false;
        }
        From from = switch (known.facts().freshness().state(clock.instant())) {
            case FRESH -> From.HIT;
            case STALE -> From.STALE;
            case EXPIRED -> null;
        };
        return from != null && answered(exchange, ask, known, from);
    }

    private boolean answered(Exchange exchange, Ask ask, KnownSource known, From from) {
        Result result = result(ask, known);
        Representation content = content(ask, known, result, from);
        boolean done = exchange.answer().unchanged(content);
        if (!done) {
            long purges = cache.purges();
            Cached found = result.key() == null ? sources.body(ask.source()) : cache.find(result.key());
            if (found == null) {
                return false;
            }
            send(exchange, found, sized(content, found.label()), from == From.HIT ? again(ask, known, purges) : null);
        }
        cache.counts().hit();
        if (from == From.STALE) {
            sources.refresh(ask.source());
        }
        return true;
    }

    /** When and until when an answer may be given again without looking anywhere. */
    private record Again(Supplier<String> age, BooleanSupplier good) {}

    private Again again(Ask ask, KnownSource known, long purges) {
        Freshness freshness = known.facts().freshness();
        Supplier<String> age =
                ask.cacheControl() == null ? () -> Long.toString(freshness.ageSeconds(clock.instant())) : () -> "";
        return new Again(age, () -> {
            Instant now = clock.instant();
            return cache.purges() == purges && freshness.state(now) == Freshness.State.FRESH && ask.goodAt(now);
        });
    }

    private void send(Exchange exchange, Cached found, Representation content, @Nullable Again again) {
        long length = found.length();
        ByteBuffer whole = again == null ? null : found.whole();
        if (again == null || whole == null) {
            try (found) {
                exchange.answer().pieces(length, found::at, content);
            }
        } else {
            Runnable given = () -> {
                cache.counts().hit();
                cache.counts().served(length);
            };
            exchange.repeatable(new Repeatable(content, whole, again.age(), again.good(), given, found));
            exchange.answer().bytes(whole, content);
        }
        cache.counts().served(length);
    }

    private static Representation sized(Representation content, Label label) {
        Map<String, String> facts = label.facts();
        String width = facts.get("width");
        String height = facts.get("height");
        return width == null || height == null
                ? content
                : content.header("X-Image-Width", width).header("X-Image-Height", height);
    }

    /**
     * What is to be answered.
     *
     * @param key of the rendition; null for the source itself
     */
    private record Result(MediaType type, @Nullable CacheKey key) {}

    private Result result(Ask ask, KnownSource known) {
        RenditionOptions asked = ask.options(known.facts());
        if (asked == null) {
            return new Result(shown(known.facts().picture().type()), null);
        }
        ProxiedRenditions.Result result = renditions.result(ask, asked, known);
        return new Result(result.type(), result.key());
    }

    private static MediaType shown(MediaType type) {
        if (type == MediaType.SVG) {
            throw new BadInput(
                    BadInput.Kind.UNSUPPORTED_PICTURE, "an SVG may hold scripts and is not passed on as it is");
        }
        return type;
    }

    private boolean answeredByFlight(Exchange exchange, Ask ask) {
        Deadline deadline = exchange.deadline();
        RenditionOptions asked = ask.wish().options();
        if (ask.mayBeUnchanged()) {
            try (Flights<String, SourceCopy>.Seat seat = sources.open(ask.source(), deadline)) {
                exchange.stage("fetch");
                asked = ask.options(seat.value().known().facts());
                if (asked == null) {
                    answerCopy(exchange, ask, seat.value(), seat.first() ? From.MISS : From.COALESCED);
                    return true;
                }
                return answeredByRendering(exchange, ask, asked, deadline);
            }
        }
        return asked != null && answeredByRendering(exchange, ask, asked, deadline);
    }

    private boolean answeredByRendering(Exchange exchange, Ask ask, RenditionOptions asked, Deadline deadline) {
        try (Flights<Ask.Wish, Finished>.Seat seat = renditions.join(ask, asked, exchange.id(), deadline)) {
            Finished finished = seat.value();
            if (seat.first()) {
                finished.stages().forEach(stage -> exchange.stage(stage.name(), stage.took()));
            }
            Rendition rendition = finished.rendition();
            if (rendition == null) {
                return answered(exchange, ask, finished.known(), finished.current() ? From.HIT : From.STALE);
            }
            Result result = new Result(rendition.type(), finished.key());
            answer(exchange, ask, finished.known(), result, rendition, seat.first() ? From.MISS : From.COALESCED);
            return true;
        }
    }

    /** Has a picture made and kept, for nobody yet. */
    void make(Ask ask, Deadline deadline) {
        RenditionOptions asked = ask.wish().options();
        if (asked == null) {
            sources.open(ask.source(), deadline).close();
        } else {
            renditions.join(ask, asked, "warming", deadline).close();
        }
    }

    /** Nothing is kept and nobody waits for another: the ways of one request alone. */
    private void pass(Exchange exchange, Ask ask) {
        Deadline deadline = exchange.deadline();
        try (SourceCopy copy = sources.load(ask.source(), deadline)) {
            exchange.stage("fetch");
            RenditionOptions asked = ask.options(copy.known().facts());
            if (asked == null) {
                answerCopy(exchange, ask, copy, From.PASS);
                return;
            }
            KnownSource known = copy.known();
            Result result = result(ask, known);
            Job job = new Job(Purpose.RENDER, exchange.id(), deadline, exchange::stage);
            try (Rendition rendition = renditions.make(ask, asked, copy, job)) {
                answer(exchange, ask, known, result, rendition, From.PASS);
            }
        }
    }

    private void answerCopy(Exchange exchange, Ask ask, SourceCopy copy, From from) {
        KnownSource known = copy.known();
        Representation content = content(ask, known, result(ask, known), from);
        exchange.answer().file(copy.source().file(), content);
        count(copy.known().facts().picture().fileSize().bytes());
    }

    private void answer(Exchange exchange, Ask ask, KnownSource known, Result result, Rendition rendition, From from) {
        long bytes = rendition.bytes().bytes();
        PictureAnswer.send(exchange, rendition, content(ask, known, result, from));
        count(bytes);
    }

    private void count(long bytes) {
        cache.counts().miss();
        cache.counts().served(bytes);
    }

    private Representation content(Ask ask, KnownSource known, Result result, From from) {
        SourceFacts facts = known.facts();
        Freshness freshness = facts.freshness();
        CacheKey key = result.key();
        String tag = key == null ? facts.version() : key.toString();
        Representation content = Representation.of(result.type())
                .tagged(tag)
                .cached(ask.cacheControl() == null ? freshness.cacheControl() : ask.cacheControl())
                .header("X-Sluice-Cache", from.name().toLowerCase(Locale.ROOT))
                .header("Surrogate-Key", String.join(" ", known.surrogateKeys()));
        if (ask.cacheControl() == null) {
            content = content.header("Age", Long.toString(freshness.ageSeconds(clock.instant())));
        }
        if (ask.negotiated()) {
            content = content.header("Vary", "Accept");
        }
        for (Map.Entry<String, String> header :
                ask.headers().apply(result.type()).entrySet()) {
            content = content.header(header.getKey(), header.getValue());
        }
        return content;
    }
}
