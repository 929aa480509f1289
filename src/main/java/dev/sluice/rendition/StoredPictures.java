package dev.sluice.rendition;

import dev.sluice.failure.NotFound;
import dev.sluice.failure.StoreFailure;
import dev.sluice.governor.Purpose;
import dev.sluice.http.Exchange;
import dev.sluice.http.Query;
import dev.sluice.http.Representation;
import dev.sluice.image.RenditionOptions;
import dev.sluice.store.BlobStore;
import dev.sluice.store.Fingerprint;
import dev.sluice.store.Picture;
import dev.sluice.units.MediaType;
import java.util.zip.CRC32C;

/** Answers with kept pictures, as they are or made to measure: for every path that shows one. */
public final class StoredPictures {

    private final BlobStore pictures;
    private final Renditions renditions;

    public StoredPictures(BlobStore pictures, Renditions renditions) {
        this.pictures = pictures;
        this.renditions = renditions;
    }

    /**
     * Answers with a picture in the form that the query asks for, or 304.
     *
     * @param query of which only rendition parameters are looked at
     * @param cacheControl how long others may keep it
     */
    public void send(Exchange exchange, Picture picture, Query query, String cacheControl) {
        if (query.values().isEmpty()) {
            Representation content =
                    described(picture, picture.facts().type(), picture.id().text(), cacheControl);
            exchange.answer().file(pictures.path(picture), content);
            return;
        }
        RenditionOptions options = RenditionParameters.read(query.values());
        MediaType type =
                options.format() != null ? options.format() : picture.facts().type();
        Representation content = described(picture, type, tag(picture, query), cacheControl);
        if (exchange.answer().unchanged(content)) {
            return;
        }
        Job job = new Job(Purpose.RENDER, exchange.id(), exchange.deadline(), exchange::stage);
        Source source =
                new Source(pictures.path(picture), Fingerprint.of(picture.id().text()));
        try (Rendition rendition = renditions.make(source, options, job)) {
            PictureAnswer.send(exchange, rendition, content);
        } catch (StoreFailure unreadable) {
            if (pictures.find(picture.id()).isEmpty()) {
                throw new NotFound("the picture " + picture.id() + " was deleted meanwhile");
            }
            throw unreadable;
        }
    }

    private static Representation described(Picture picture, MediaType type, String tag, String cacheControl) {
        return Representation.of(type)
                .tagged(tag)
                .modified(picture.receivedAt())
                .cached(cacheControl);
    }

    /** A picture never changes under its identifier, so it and what was asked name the bytes. */
    private static String tag(Picture picture, Query query) {
        CRC32C sum = new CRC32C();
        query.values()
                .forEach((name, value) ->
                        sum.update((name + '=' + value + '&').getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        return picture.id() + "-" + Long.toHexString(sum.getValue());
    }
}
