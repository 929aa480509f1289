package dev.sluice.proxy;

import dev.sluice.fetch.Validators;
import dev.sluice.image.Layout;
import dev.sluice.image.Probe;
import dev.sluice.units.DataSize;
import dev.sluice.units.MediaType;
import dev.sluice.units.PixelSize;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a source without reading it again.
 *
 * @param version names its bytes: it changes with them
 * @param picture what its header says, as far as a plan depends on it; how it is stored is not kept
 * @param freshness how long this is good
 * @param validators by which its server tells whether it has changed
 */
record SourceFacts(String version, Probe picture, Freshness freshness, Validators validators) {

    SourceFacts(String version, Probe picture, Freshness freshness, Validators validators) {
        this.version = version;
        this.picture = outline(picture);
        this.freshness = freshness;
        this.validators = validators;
    }

    private static Probe outline(Probe full) {
        return new Probe(
                full.type(),
                full.size(),
                full.channels(),
                full.bitsPerChannel(),
                full.alpha(),
                full.frames(),
                full.orientation(),
                full.profile(),
                DataSize.ZERO,
                full.fileSize(),
                new Layout.Whole());
    }

    /** The same source, found unchanged. */
    SourceFacts renewed(Freshness later, Validators current) {
        return new SourceFacts(version, picture, later, current);
    }

    Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("version", version);
        texts.put("type", picture.type().names().getFirst());
        texts.put("width", Integer.toString(picture.size().width()));
        texts.put("height", Integer.toString(picture.size().height()));
        texts.put("channels", Integer.toString(picture.channels()));
        texts.put("bits", Integer.toString(picture.bitsPerChannel()));
        texts.put("alpha", Boolean.toString(picture.alpha()));
        texts.put("frames", Integer.toString(picture.frames()));
        texts.put("orientation", Integer.toString(picture.orientation()));
        texts.put("profile", Boolean.toString(picture.profile()));
        texts.put("length", Long.toString(picture.fileSize().bytes()));
        texts.put("since", freshness.since().toString());
        texts.put("good", Long.toString(freshness.good().toSeconds()));
        texts.put(
                "whileRevalidating", Long.toString(freshness.whileRevalidating().toSeconds()));
        texts.put("onError", Long.toString(freshness.onError().toSeconds()));
        put(texts, "etag", validators.etag());
        put(texts, "lastModified", validators.lastModified());
        return texts;
    }

    private static void put(Map<String, String> texts, String name, @Nullable String value) {
        if (value != null) {
            texts.put(name, value);
        }
    }

    /**
     * Reads what {@link #texts} writes.
     *
     * @return null when it is something else, as of another version of this program
     */
    static @Nullable SourceFacts read(Map<String, String> texts) {
        try {
            Probe picture = new Probe(
                    MediaType.named(text(texts, "type")).orElseThrow(IllegalArgumentException::new),
                    new PixelSize(number(texts, "width"), number(texts, "height")),
                    number(texts, "channels"),
                    number(texts, "bits"),
                    Boolean.parseBoolean(text(texts, "alpha")),
                    number(texts, "frames"),
                    number(texts, "orientation"),
                    Boolean.parseBoolean(text(texts, "profile")),
                    DataSize.ZERO,
                    DataSize.ofBytes(Long.parseLong(text(texts, "length"))),
                    new Layout.Whole());
            Freshness freshness = new Freshness(
                    Instant.parse(text(texts, "since")),
                    Duration.ofSeconds(number(texts, "good")),
                    Duration.ofSeconds(number(texts, "whileRevalidating")),
                    Duration.ofSeconds(number(texts, "onError")),
                    true);
            Validators validators = new Validators(texts.get("etag"), texts.get("lastModified"));
            return new SourceFacts(text(texts, "version"), picture, freshness, validators);
        } catch (IllegalArgumentException | java.time.DateTimeException other) {
            return null;
        }
    }

    private static int number(Map<String, String> texts, String name) {
        return Integer.parseInt(text(texts, name));
    }

    private static String text(Map<String, String> texts, String name) {
        String text = texts.get(name);
        if (text == null) {
            throw new IllegalArgumentException("nothing is known of " + name);
        }
        return text;
    }
}
