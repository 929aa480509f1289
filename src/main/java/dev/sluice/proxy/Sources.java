package dev.sluice.proxy;

import dev.sluice.cache.Body;
import dev.sluice.cache.CacheConfig;
import dev.sluice.cache.CacheKey;
import dev.sluice.cache.Cached;
import dev.sluice.cache.Flights;
import dev.sluice.cache.Label;
import dev.sluice.cache.PictureCache;
import dev.sluice.failure.BadInput;
import dev.sluice.failure.OriginFailure;
import dev.sluice.failure.SluiceException;
import dev.sluice.failure.StoreFailure;
import dev.sluice.fetch.Fetched;
import dev.sluice.fetch.Fetcher;
import dev.sluice.fetch.Validators;
import dev.sluice.governor.Purpose;
import dev.sluice.image.Probe;
import dev.sluice.rendition.Job;
import dev.sluice.rendition.Renditions;
import dev.sluice.rendition.Source;
import dev.sluice.store.Spool;
import dev.sluice.store.SpoolFile;
import dev.sluice.units.Deadline;
import dev.sluice.units.Ticker;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pictures of other places: what is known of them, and their bytes. What several ask for at the same time is fetched once; what is
 * cached is asked for anew with the validators that its server gave. Safe for threads.
 */
final class Sources {

    private static final Logger LOG = LoggerFactory.getLogger(Sources.class);

    private static final int PIECE = 64 << 10;
    private static final String TAG = "source";

    private final CacheConfig config;
    private final PictureCache cache;
    private final LocalPictures local;
    private final Fetcher fetcher;
    private final Spool spool;
    private final Renditions renditions;
    private final InstantSource clock;
    private final Duration patience;
    private final Flights<String, SourceCopy> flights;
    private final RememberedFailures failures;
    private final ReadSources read = new ReadSources();

    /** What others hand in. */
    record Parts(
            CacheConfig config,
            PictureCache cache,
            LocalPictures local,
            Fetcher fetcher,
            Spool spool,
            Renditions renditions,
            InstantSource clock,
            Ticker ticker) {}

    /** @param patience how long a fetch may take, whoever waits for it */
    Sources(Parts parts, Duration patience) {
        config = parts.config();
        cache = parts.cache();
        local = parts.local();
        fetcher = parts.fetcher();
        spool = parts.spool();
        renditions = parts.renditions();
        clock = parts.clock();
        this.patience = patience;
        flights = new Flights<>(patience, parts.ticker());
        failures = new RememberedFailures(config.enabled() ? config.failures() : Duration.ZERO, parts.ticker());
    }

    /** What is known without asking anybody; null when nothing is. */
    @Nullable
    KnownSource known(SourceAddress address) {
        if (address.local()) {
            return knownLocal(localKey(address, local.find(address.text())));
        }
        try (Cached entry = cache.find(address.key())) {
            return entry == null ? null : read.read(address.key(), entry.label());
        }
    }

    /** What is known of a file is true as long as the file is the same, which its key says. */
    private @Nullable KnownSource knownLocal(CacheKey key) {
        KnownSource before = read.before(key);
        if (before != null) {
            return before;
        }
        try (Cached entry = cache.find(key)) {
            return entry == null ? null : read.read(key, entry.label());
        }
    }

    private static CacheKey localKey(SourceAddress address, Source file) {
        return CacheKey.of("source", address.text(), file.fingerprint().toString());
    }

    /** The cached bytes of a source, open; null when they are not cached. */
    @Nullable
    Cached body(SourceAddress address) {
        Cached entry = address.local() ? null : cache.find(address.key());
        if (entry != null && entry.length() == 0) {
            entry.close();
            return null;
        }
        return entry;
    }

    /**
     * The source with its bytes, fetched once for all who want it now.
     *
     * @return to be closed by the caller
     */
    Flights<String, SourceCopy>.Seat open(SourceAddress address, Deadline deadline) {
        return flights.join(address.text(), deadline, own -> load(address, own));
    }

    /** Asks the source's server again, in the background. */
    void refresh(SourceAddress address) {
        flights.launch(address.text(), own -> fetched(address, known(address), own));
    }

    /**
     * The source with its bytes, for one caller.
     *
     * @return to be closed by the caller
     */
    SourceCopy load(SourceAddress address, Deadline deadline) {
        if (address.local()) {
            return localCopy(address, deadline);
        }
        KnownSource known = known(address);
        if (known != null && known.facts().freshness().state(clock.instant()) != Freshness.State.EXPIRED) {
            SourceCopy copy = cachedCopy(address, known, true);
            if (copy != null) {
                return copy;
            }
        }
        return fetched(address, known, deadline);
    }

    private SourceCopy localCopy(SourceAddress address, Deadline deadline) {
        Source file = local.find(address.text());
        KnownSource known = knownLocal(localKey(address, file));
        if (known != null) {
            return new SourceCopy(known, file, true, null);
        }
        SourceFacts facts = new SourceFacts(
                file.fingerprint().toString(),
                probe(file, deadline),
                Freshness.forever(clock.instant()),
                Validators.NONE);
        KnownSource fresh = new KnownSource(facts, address.surrogateKeys());
        keep(localKey(address, file), address, fresh, Body.NONE);
        return new SourceCopy(fresh, file, true, null);
    }

    private Probe probe(Source source, Deadline deadline) {
        return renditions.probe(source, new Job(Purpose.PROBE, TAG, deadline, _ -> {}));
    }

    private @Nullable SourceCopy cachedCopy(SourceAddress address, KnownSource known, boolean current) {
        try (Cached body = body(address)) {
            if (body == null) {
                return null;
            }
            return spooled(body, known, current);
        } catch (StoreFailure unreadable) {
            LOG.warn("cached source not used reason=\"{}\"", unreadable.getMessage());
            return null;
        }
    }

    private SourceCopy spooled(Cached body, KnownSource known, boolean current) {
        SpoolFile file = spool.createFor(TAG, body.length());
        try {
            for (long at = 0; at < body.length(); ) {
                ByteBuffer piece = body.at(at, PIECE);
                at += piece.remaining();
                file.write(piece);
            }
            Source source = new Source(file.path(), file.fingerprint());
            return new SourceCopy(known, source, current, file);
        } catch (Throwable failed) {
            file.close();
            throw failed;
        }
    }

    private SourceCopy fetched(SourceAddress address, @Nullable KnownSource known, Deadline deadline) {
        SluiceException remembered = failures.of(address);
        if (remembered != null) {
            return old(address, known, remembered);
        }
        try {
            return known == null ? fetchOnce(address, deadline) : fetchAnew(address, known, deadline);
        } catch (OriginFailure failure) {
            failures.add(address, failure);
            return old(address, known, failure);
        } catch (BadInput failure) {
            failures.add(address, failure);
            throw failure;
        }
    }

    /** What was here before, where it may still be used now that its server fails. */
    private SourceCopy old(SourceAddress address, @Nullable KnownSource known, SluiceException failure) {
        SourceCopy copy = null;
        if (known != null
                && failure instanceof OriginFailure
                && known.facts().freshness().goodOnError(clock.instant())) {
            copy = cachedCopy(address, known, false);
        }
        if (copy == null) {
            throw failure;
        }
        return copy;
    }

    /** What no process has fetched yet is fetched by one of them. */
    private SourceCopy fetchOnce(SourceAddress address, Deadline deadline) {
        if (!cache.claim(address.key(), patience, deadline)) {
            KnownSource known = known(address);
            SourceCopy copy = known == null ? null : cachedCopy(address, known, true);
            if (copy != null) {
                return copy;
            }
        }
        try {
            return fetchAnew(address, null, deadline);
        } finally {
            cache.release(address.key());
        }
    }

    private SourceCopy fetchAnew(SourceAddress address, @Nullable KnownSource known, Deadline deadline) {
        Validators validators = known == null ? Validators.NONE : validators(address, known);
        SpoolFile file = spool.create(TAG);
        try {
            Fetched answer = fetcher.fetch(address.uri(), validators, file::write, deadline);
            Freshness freshness = Freshness.of(answer, config, clock.instant());
            if (known != null && answer.notModified()) {
                file.close();
                return renewed(address, known, freshness, answer, deadline);
            }
            Source source = new Source(file.path(), file.fingerprint());
            SourceFacts facts = new SourceFacts(
                    source.fingerprint().toString(), probe(source, deadline), freshness, answer.validators());
            KnownSource fresh = new KnownSource(facts, surrogateKeys(address, answer));
            SourceCopy copy = new SourceCopy(fresh, source, true, file);
            keepWithBody(address, copy);
            return copy;
        } catch (Throwable failed) {
            file.close();
            throw failed;
        }
    }

    private void keepWithBody(SourceAddress address, SourceCopy copy) {
        if (cache.keeps()) {
            try (FileBody body = FileBody.open(copy.source().file())) {
                keep(address.key(), address, copy.known(), cache.takes(body.length()) ? body : Body.NONE);
            }
        }
    }

    /** Only what is still here in full may be confirmed by its server. */
    private Validators validators(SourceAddress address, KnownSource known) {
        try (Cached body = body(address)) {
            return body == null ? Validators.NONE : known.facts().validators();
        }
    }

    private SourceCopy renewed(
            SourceAddress address, KnownSource known, Freshness freshness, Fetched answer, Deadline deadline) {
        Validators validators = answer.etag() == null && answer.lastModified() == null
                ? known.facts().validators()
                : answer.validators();
        SourceFacts facts = known.facts().renewed(freshness, validators);
        SourceCopy copy = cachedCopy(address, new KnownSource(facts, known.surrogateKeys()), true);
        if (copy == null) {
            // What was confirmed has just been evicted.
            return fetchAnew(address, null, deadline);
        }
        keepWithBody(address, copy);
        return copy;
    }

    private static List<String> surrogateKeys(SourceAddress address, Fetched answer) {
        List<String> keys = new ArrayList<>(address.surrogateKeys());
        String theirs = answer.surrogateKey();
        if (theirs != null) {
            keys.addAll(List.of(theirs.strip().split("\\s+")));
        }
        return keys;
    }

    private void keep(CacheKey key, SourceAddress address, KnownSource known, Body body) {
        if (cache.keeps() && known.facts().freshness().shared()) {
            Instant now = clock.instant();
            cache.keep(
                    key,
                    new Label(
                            address.text(),
                            known.surrogateKeys(),
                            now,
                            known.facts().texts()),
                    body);
        }
    }

    /** Asks again for what could not be had a moment ago. */
    void forgive() {
        failures.clear();
    }
}
