package dev.sluice.proxy;

import dev.sluice.image.RenditionOptions;
import dev.sluice.units.MediaType;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a request wants of the proxy.
 *
 * @param source where the picture is
 * @param options what is to be made of it; null for its bytes as they are
 * @param negotiated whether the format is ours to choose where the options name none: by {@code Accept}
 * @param cacheControl what caches behind us are told; null for what the source's server said
 * @param headers more headers of the answer, by the type of the result
 */
record Ask(
        SourceAddress source,
        @Nullable RenditionOptions options,
        boolean negotiated,
        @Nullable String cacheControl,
        Function<MediaType, Map<String, String>> headers) {

    /**
     * What is the same for everybody who asks for the same; what it comes to is known once the source is.
     *
     * @param source where the picture is
     * @param options what is to be made of it; null for its bytes as they are
     * @param negotiated whether the format is ours to choose
     */
    record Wish(SourceAddress source, @Nullable RenditionOptions options, boolean negotiated) {}

    Wish wish() {
        return new Wish(source, options, negotiated);
    }

    /** The options, with a format that every browser shows where it is ours to choose. */
    RenditionOptions resolved(RenditionOptions asked, SourceFacts facts) {
        boolean open = negotiated && asked.format() == null;
        return open ? asked.in(facts.picture().alpha() ? MediaType.PNG : MediaType.JPEG) : asked;
    }
}
