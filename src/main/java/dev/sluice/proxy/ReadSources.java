package dev.sluice.proxy;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sluice.cache.CacheKey;
import dev.sluice.cache.Label;
import org.jspecify.annotations.Nullable;

/** What labels of sources said, as it was understood: reading one takes longer than finding it. Safe for threads. */
final class ReadSources {

    /** Characters of the labels that are remembered. */
    private static final int MOST = 512 << 10;

    private final Cache<CacheKey, Read> read = Caffeine.newBuilder()
            .maximumWeight(MOST)
            .weigher((CacheKey _, Read known) -> weight(known.label()))
            .executor(Runnable::run)
            .build();

    private record Read(Label label, KnownSource known) {}

    /** Servers choose a part of what stands on a label, so that one may weigh as much as many others. */
    private static int weight(Label label) {
        int texts = 3 * label.source().length();
        for (String key : label.surrogateKeys()) {
            texts += 64 + key.length();
        }
        for (String fact : label.facts().values()) {
            texts += 128 + 2 * fact.length();
        }
        return texts;
    }

    /** What the label with that key said when it was read last; null when that is not remembered. */
    @Nullable
    KnownSource before(CacheKey key) {
        Read before = read.getIfPresent(key);
        return before == null ? null : before.known();
    }

    /** What the label with that key says now; null when it is not one of a source. */
    @Nullable
    KnownSource read(CacheKey key, Label label) {
        Read before = read.getIfPresent(key);
        if (before != null && before.label().equals(label)) {
            return before.known();
        }
        SourceFacts facts = SourceFacts.read(label.facts());
        if (facts == null) {
            return null;
        }
        KnownSource known = new KnownSource(facts, label.surrogateKeys());
        read.put(key, new Read(label, known));
        return known;
    }
}
