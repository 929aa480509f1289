package dev.sluice.receive;

import dev.sluice.failure.NotFound;
import dev.sluice.image.Colour;
import dev.sluice.image.Dither;
import dev.sluice.image.Fit;
import dev.sluice.image.Gravity;
import dev.sluice.image.RenditionOptions;
import dev.sluice.rendition.Job;
import dev.sluice.rendition.Renditions;
import dev.sluice.rendition.Source;
import dev.sluice.store.BlobStore;
import dev.sluice.store.Channels;
import dev.sluice.store.Facts;
import dev.sluice.store.Picture;
import dev.sluice.store.Retention;
import dev.sluice.store.Spool;
import dev.sluice.store.SpoolFile;
import dev.sluice.units.DataSize;
import dev.sluice.units.MediaType;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps pictures that come in: upright, in sRGB, without metadata, no larger than wanted, once however often they are sent; and
 * shows them in a channel. Safe for threads.
 */
public final class Receiver {

    /** Somebody who deletes each picture at once is given in to at last. */
    private static final int MOST_ATTEMPTS = 32;

    private final Spool spool;
    private final Renditions renditions;
    private final BlobStore pictures;
    private final Channels channels;
    private final Retention retention;
    private final DataSize budget;
    private final Supplier<ReceiveConfig> config;

    /** @param budget of the process, which an automatic dimension follows */
    public Receiver(
            Spool spool,
            Renditions renditions,
            BlobStore pictures,
            Channels channels,
            Retention retention,
            DataSize budget,
            Supplier<ReceiveConfig> config) {
        this.spool = spool;
        this.renditions = renditions;
        this.pictures = pictures;
        this.channels = channels;
        this.retention = retention;
        this.budget = budget;
        this.config = config;
    }

    /**
     * How an upload is to be kept.
     *
     * @param format null for PNG
     * @param quality null for the configured compression of PNG, or the usual quality of another format
     */
    record Form(@Nullable MediaType format, @Nullable Integer quality) {}

    /**
     * What became of an upload.
     *
     * @param known whether the same picture had been kept before
     */
    record Received(Picture picture, boolean known) {}

    /**
     * Keeps what was received and makes it the current picture of a channel.
     *
     * @param upload digested; still the caller's to close
     * @param name of the file as its sender calls it
     */
    Received receive(SpoolFile upload, String name, Form form, String channel, Job job) {
        ReceiveConfig now = config.get();
        MediaType type = form.format() == null ? MediaType.PNG : form.format();
        Integer quality = form.quality() == null && type == MediaType.PNG
                ? Integer.valueOf(now.compressionQuality())
                : form.quality();
        int side = now.maxDimension().pixels(budget, now.memoryOptimization());
        String key = upload.digest().hex() + "-" + type.extension() + (quality == null ? "" : quality) + "-" + side
                + (now.keepCopyright() ? "-c" : "");
        Supplier<Picture> making =
                () -> keep(upload, name, key, options(side, type, quality, now.keepCopyright()), job);
        Received received = show(key, channel, making);
        retention.enforce();
        job.stages().accept("store");
        return received;
    }

    /** What was found, or made, may be deleted by somebody else before the channel shows it: then it is made again. */
    private Received show(String key, String channel, Supplier<Picture> making) {
        for (int attempt = 1; ; attempt++) {
            Optional<Picture> before = pictures.byKey(key);
            Picture picture = before.orElseGet(making);
            try {
                channels.show(channel, picture.id());
                return new Received(picture, before.isPresent());
            } catch (NotFound deleted) {
                if (attempt == MOST_ATTEMPTS) {
                    throw deleted;
                }
            }
        }
    }

    private Picture keep(SpoolFile upload, String name, String key, RenditionOptions options, Job job) {
        Source source = new Source(upload.path(), upload.fingerprint());
        try (SpoolFile made = spool.create(job.tag())) {
            Renditions.Made result = renditions.makeFile(source, options, made, job);
            Facts facts = new Facts(
                    result.type(),
                    result.size(),
                    upload.digest(),
                    key,
                    name,
                    result.source().type());
            return pictures.put(made, facts);
        }
    }

    private static RenditionOptions options(int side, MediaType type, @Nullable Integer quality, boolean copyright) {
        return new RenditionOptions(
                side, side, Fit.INSIDE, Gravity.CENTRE, false, type, quality, Dither.NONE, Colour.WHITE, copyright);
    }
}
