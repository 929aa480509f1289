package dev.sluice.receive;

import dev.sluice.image.Colour;
import dev.sluice.image.Dither;
import dev.sluice.image.Fit;
import dev.sluice.image.Gravity;
import dev.sluice.image.RenditionOptions;
import dev.sluice.rendition.Job;
import dev.sluice.rendition.PictureKeeper;
import dev.sluice.store.SpoolFile;
import dev.sluice.units.DataSize;
import dev.sluice.units.MediaType;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps pictures that come in: upright, in sRGB, without metadata, no larger than wanted, once however often they are sent; and
 * shows them in a channel. Safe for threads.
 */
public final class Receiver {

    private final PictureKeeper keeper;
    private final DataSize budget;
    private final Supplier<ReceiveConfig> config;

    /** @param budget of the process, which an automatic dimension follows */
    public Receiver(PictureKeeper keeper, DataSize budget, Supplier<ReceiveConfig> config) {
        this.keeper = keeper;
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
     * Keeps what was received and makes it the current picture of a channel.
     *
     * @param upload digested; still the caller's to close
     * @param name of the file as its sender calls it
     */
    PictureKeeper.Kept receive(SpoolFile upload, String name, Form form, String channel, Job job) {
        ReceiveConfig now = config.get();
        MediaType type = form.format() == null ? MediaType.PNG : form.format();
        Integer quality = form.quality() == null && type == MediaType.PNG
                ? Integer.valueOf(now.compressionQuality())
                : form.quality();
        int side = now.maxDimension().pixels(budget, now.memoryOptimization());
        String key = upload.digest().hex() + "-" + type.extension() + (quality == null ? "" : quality) + "-" + side
                + (now.keepCopyright() ? "-c" : "");
        RenditionOptions options = options(side, type, quality, now.keepCopyright());
        return keeper.keep(upload, new PictureKeeper.Form(key, name, options), channel, job);
    }

    private static RenditionOptions options(int side, MediaType type, @Nullable Integer quality, boolean copyright) {
        return new RenditionOptions(
                side, side, Fit.INSIDE, Gravity.CENTRE, false, type, quality, Dither.NONE, Colour.WHITE, copyright);
    }
}
