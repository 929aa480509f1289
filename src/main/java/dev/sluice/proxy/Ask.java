package dev.sluice.proxy;

import dev.sluice.image.Probe;
import dev.sluice.image.RenditionOptions;
import dev.sluice.units.MediaType;
import java.time.Instant;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a request wants of the proxy.
 *
 * @param wish what is the same for everybody who asks for the same
 * @param unchanged whether a source of that kind is sent as it is, whatever the options are; throws BadInput where the source must not be
 *     used. Null when that does not depend on the source
 * @param until when the URL is no longer good; null for never
 * @param cacheControl what caches behind us are told; null for what the source's server said
 * @param headers more headers of the answer, by the type of the result
 */
record Ask(
        Wish wish,
        @Nullable Predicate<Probe> unchanged,
        @Nullable Instant until,
        @Nullable String cacheControl,
        Function<MediaType, Map<String, String>> headers) {

    /**
     * A rendition that somebody wants; what it comes to is known once the source is.
     *
     * @param source where the picture is
     * @param options what is to be made of it; null for its bytes as they are
     * @param negotiated whether the format is ours to choose where the options name none: by {@code Accept}
     * @param overlaid names the bytes of what is laid over it; empty for nothing
     */
    record Wish(SourceAddress source, @Nullable RenditionOptions options, boolean negotiated, String overlaid) {}

    boolean goodAt(Instant moment) {
        return until == null || !moment.isAfter(until);
    }

    SourceAddress source() {
        return wish.source();
    }

    boolean negotiated() {
        return wish.negotiated();
    }

    /** Whether the bytes as they are may be what is wanted. */
    boolean mayBeUnchanged() {
        return wish.options() == null || unchanged != null;
    }

    /** What is to be made of this source; null for its bytes as they are. */
    @Nullable
    RenditionOptions options(SourceFacts facts) {
        return unchanged != null && unchanged.test(facts.picture()) ? null : wish.options();
    }

    /**
     * The options, with a format that every browser shows where it is ours to choose. What shows AVIF shows WebP too, in which an
     * animation moves.
     */
    RenditionOptions resolved(RenditionOptions asked, SourceFacts facts) {
        Probe picture = facts.picture();
        MediaType format = asked.format();
        if (!negotiated() || format == MediaType.WEBP) {
            return asked;
        }
        if (picture.animated()) {
            return asked.in(format == null ? MediaType.GIF : MediaType.WEBP);
        }
        return format == null ? asked.in(picture.alpha() ? MediaType.PNG : MediaType.JPEG) : asked;
    }
}
