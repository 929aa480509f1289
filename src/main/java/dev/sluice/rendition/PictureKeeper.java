package dev.sluice.rendition;

import dev.sluice.failure.NotFound;
import dev.sluice.image.RenditionOptions;
import dev.sluice.store.BlobStore;
import dev.sluice.store.Channels;
import dev.sluice.store.Facts;
import dev.sluice.store.Picture;
import dev.sluice.store.Retention;
import dev.sluice.store.Spool;
import dev.sluice.store.SpoolFile;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Keeps what is made of pictures that come in, once however often they come, and shows it in a channel: uploads and cameras alike. Holds
 * nothing. Safe for threads.
 */
public final class PictureKeeper {

    /** Somebody who deletes each picture at once is given in to at last. */
    private static final int MOST_ATTEMPTS = 32;

    private final Spool spool;
    private final Renditions renditions;
    private final BlobStore pictures;
    private final Channels channels;
    private final Retention retention;

    public PictureKeeper(
            Spool spool, Renditions renditions, BlobStore pictures, Channels channels, Retention retention) {
        this.spool = spool;
        this.renditions = renditions;
        this.pictures = pictures;
        this.channels = channels;
        this.retention = retention;
    }

    /**
     * How a picture is to be kept.
     *
     * @param key what makes two pictures the same: see {@link Facts#key()}
     * @param name of the file, as its sender calls it
     * @param options what is made of it
     */
    public record Form(String key, String name, RenditionOptions options) {}

    /**
     * What became of a picture.
     *
     * @param known whether the same picture had been kept before
     */
    public record Kept(Picture picture, boolean known) {}

    /**
     * Keeps what is made of a picture and makes it the current one of a channel.
     *
     * @param upload digested; still the caller's to close
     * @throws dev.sluice.failure.BadInput when no channel can have that name
     * @throws dev.sluice.failure.Conflict when there are as many channels as there may be
     * @throws dev.sluice.failure.StoreFailure when the disk does not do its part
     * @see Renditions#makeFile for what else is thrown
     */
    public Kept keep(SpoolFile upload, Form form, String channel, Job job) {
        Kept kept = show(form.key(), channel, () -> make(upload, form, job));
        retention.enforce();
        job.stages().accept("store");
        return kept;
    }

    /** What was found, or made, may be deleted by somebody else before the channel shows it: then it is made again. */
    private Kept show(String key, String channel, Supplier<Picture> making) {
        for (int attempt = 1; ; attempt++) {
            Optional<Picture> before = pictures.byKey(key);
            Picture picture = before.orElseGet(making);
            try {
                channels.show(channel, picture.id());
                return new Kept(picture, before.isPresent());
            } catch (NotFound deleted) {
                if (attempt == MOST_ATTEMPTS) {
                    throw deleted;
                }
            }
        }
    }

    private Picture make(SpoolFile upload, Form form, Job job) {
        Source source = new Source(upload.path(), upload.fingerprint());
        try (SpoolFile made = spool.create(job.tag())) {
            Renditions.Made result = renditions.makeFile(source, form.options(), made, job);
            Facts facts = new Facts(
                    result.type(),
                    result.size(),
                    upload.digest(),
                    form.key(),
                    form.name(),
                    result.source().type());
            return pictures.put(made, facts);
        }
    }
}
