package dev.sluice.proxy;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sluice.cache.Body;
import dev.sluice.cache.CacheKey;
import dev.sluice.cache.Cached;
import dev.sluice.cache.Flights;
import dev.sluice.cache.Label;
import dev.sluice.cache.PictureCache;
import dev.sluice.governor.Purpose;
import dev.sluice.image.RenditionOptions;
import dev.sluice.rendition.Job;
import dev.sluice.rendition.Rendition;
import dev.sluice.rendition.Renditions;
import dev.sluice.units.Deadline;
import dev.sluice.units.MediaType;
import dev.sluice.units.Ticker;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;

/** Makes pictures of other places to measure: once for all who want the same at the same time, and kept. Safe for threads. */
final class ProxiedRenditions {

    /** Characters of wishes whose results are remembered. */
    private static final int REMEMBERED = 512 << 10;

    /** What a wish weighs besides its URL. */
    private static final int OPTIONS = 1_024;

    private final PictureCache cache;
    private final Sources sources;
    private final Renditions renditions;
    private final InstantSource clock;
    private final Ticker ticker;
    private final Duration patience;
    private final Flights<Ask.Wish, Finished> flights;
    private final Cache<Ask.Wish, Resolved> resolved = Caffeine.newBuilder()
            .maximumWeight(REMEMBERED)
            .weigher((Ask.Wish wish, Resolved _) ->
                    OPTIONS + wish.source().text().length())
            .executor(Runnable::run)
            .build();

    /** @param patience how long making a picture may take, whoever waits for it */
    ProxiedRenditions(
            PictureCache cache,
            Sources sources,
            Renditions renditions,
            InstantSource clock,
            Ticker ticker,
            Duration patience) {
        this.cache = cache;
        this.sources = sources;
        this.renditions = renditions;
        this.clock = clock;
        this.ticker = ticker;
        this.patience = patience;
        this.flights = new Flights<>(patience, ticker);
    }

    /**
     * What a wish comes to, once its source is known.
     *
     * @param key its name: equal for wishes that come to the same
     */
    record Result(MediaType type, CacheKey key) {}

    /**
     * What a wish came to.
     *
     * @param version of the source
     */
    private record Resolved(String version, Result result) {}

    /** @throws dev.sluice.failure.BadInput when the options cannot be used */
    Result result(Ask ask, RenditionOptions options, KnownSource known) {
        Ask.Wish wish = ask.wish();
        SourceFacts facts = known.facts();
        Resolved before = resolved.getIfPresent(wish);
        if (before != null && before.version().equals(facts.version())) {
            return before.result();
        }
        Renditions.Outline outline = renditions.outline(facts.picture(), ask.resolved(options, facts));
        CacheKey key = CacheKey.of("rendition", ask.source().text(), facts.version(), outline.name(), wish.overlaid());
        Result result = new Result(outline.type(), key);
        resolved.put(wish, new Resolved(facts.version(), result));
        return result;
    }

    /**
     * Has a picture made, or waits for it to be made.
     *
     * @param tag for the log
     * @return to be closed by the caller
     */
    Flights<Ask.Wish, Finished>.Seat join(Ask ask, RenditionOptions options, String tag, Deadline deadline) {
        return flights.join(ask.wish(), deadline, own -> finish(ask, options, tag, own));
    }

    private Finished finish(Ask ask, RenditionOptions options, String tag, Deadline deadline) {
        StageClock stages = new StageClock(ticker);
        try (Flights<String, SourceCopy>.Seat source = sources.open(ask.source(), deadline)) {
            stages.finished("fetch");
            SourceCopy copy = source.value();
            CacheKey key = result(ask, options, copy.known()).key();
            if (isThere(key) || !cache.claim(key, patience, deadline)) {
                return new Finished(copy.known(), key, copy.current(), null, stages.stages());
            }
            try {
                Rendition rendition =
                        make(ask, options, copy, new Job(Purpose.RENDER, tag, deadline, stages::finished));
                keep(ask, copy.known(), key, rendition);
                stages.finished("keep");
                return new Finished(copy.known(), key, copy.current(), rendition, stages.stages());
            } finally {
                cache.release(key);
            }
        }
    }

    private boolean isThere(CacheKey key) {
        try (Cached found = cache.find(key)) {
            return found != null;
        }
    }

    /**
     * Makes a picture, for one caller.
     *
     * @return to be closed by the caller
     */
    Rendition make(Ask ask, RenditionOptions options, SourceCopy copy, Job job) {
        return renditions.make(copy.source(), ask.resolved(options, copy.known().facts()), job);
    }

    private void keep(Ask ask, KnownSource known, CacheKey key, Rendition rendition) {
        if (!known.facts().freshness().shared()) {
            return;
        }
        Label label = new Label(
                ask.source().text(),
                known.surrogateKeys(),
                clock.instant(),
                Map.of(
                        "type", rendition.type().names().getFirst(),
                        "width", Integer.toString(rendition.size().width()),
                        "height", Integer.toString(rendition.size().height())));
        try {
            switch (rendition) {
                case Rendition.InMemory memory ->
                    cache.keep(key, label, new Body.Buffer(memory.payload().buffer()));
                case Rendition.InFile file -> {
                    try (FileBody body = FileBody.open(file.file().path())) {
                        cache.keep(key, label, body);
                    }
                }
            }
        } catch (Throwable failed) {
            rendition.close();
            throw failed;
        }
    }
}
