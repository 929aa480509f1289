package dev.sluice.camera.watch;

import dev.sluice.camera.watch.Sighting.Detection;
import dev.sluice.failure.StoreFailure;
import dev.sluice.image.Anchor;
import dev.sluice.image.Area;
import dev.sluice.image.Composition;
import dev.sluice.image.Effects;
import dev.sluice.image.Gravity;
import dev.sluice.image.RenditionOptions;
import dev.sluice.image.Saving;
import dev.sluice.image.Sizing;
import dev.sluice.image.Turn;
import dev.sluice.rendition.Job;
import dev.sluice.rendition.PictureKeeper;
import dev.sluice.store.Channel;
import dev.sluice.store.Channels;
import dev.sluice.store.Picture;
import dev.sluice.store.Spool;
import dev.sluice.store.SpoolFile;
import dev.sluice.units.MediaType;
import dev.sluice.units.PixelSize;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/**
 * Puts frames of a camera on a channel, through the store as an upload. The one that the channel showed before is deleted when a camera had put it
 * there: a camera must not push out what people sent. Holds nothing but the time of the last one. For one thread at a time.
 */
final class Publisher {

    /** By which pictures of cameras are told from others; a part of their keys. */
    private static final String MARK = "-camera";

    private final String camera;
    private final PublishOptions options;
    private final Spool spool;
    private final PictureKeeper keeper;
    private final Channels channels;
    private boolean published;
    private long publishedAt;

    Publisher(String camera, PublishOptions options, Spool spool, PictureKeeper keeper, Channels channels) {
        this.camera = camera;
        this.options = options;
        this.spool = spool;
        this.keeper = keeper;
        this.channels = channels;
    }

    /** Whether a frame is to be shown. */
    boolean wants(boolean moved, boolean detected, long now) {
        boolean occasion = switch (options.when()) {
            case ALWAYS -> true;
            case MOTION -> moved;
            case DETECTION -> detected;
        };
        return occasion
                && (!published || now - publishedAt >= options.interval().toNanos());
    }

    /**
     * Shows a frame, or what was detected in it.
     *
     * @param frame still the caller's
     * @param size of the frame, upright
     * @param detections the best first; at least one where that is to be shown
     * @param now by the ticker
     * @throws StoreFailure when the disk does not do its part
     * @see PictureKeeper#keep for what else is thrown
     */
    void publish(SpoolFile frame, PixelSize size, List<Detection> detections, long now, Job job) {
        Optional<Picture> before = channels.find(options.channel()).flatMap(this::byCamera);
        try (SpoolFile upload = spool.createDigested(job.tag())) {
            copy(frame, upload);
            String key = upload.digest().hex() + MARK;
            RenditionOptions whole = RenditionOptions.PLAIN.in(MediaType.JPEG);
            PictureKeeper.Form form = switch (options.picture()) {
                case FRAME -> new PictureKeeper.Form(key, camera + ".jpg", whole);
                case DETECTION -> {
                    Area area = widened(detections.getFirst().box(), size);
                    yield new PictureKeeper.Form(
                            key + "-" + area.left() + "." + area.top() + "." + area.size(), camera + ".jpg", cut(area));
                }
            };
            Picture shown = keeper.keep(upload, form, options.channel(), job).picture();
            published = true;
            publishedAt = now;
            before.filter(picture -> !picture.id().equals(shown.id()))
                    .ifPresent(picture -> channels.deleteUnlessShown(picture.id()));
        }
    }

    private Optional<Picture> byCamera(Channel channel) {
        return channels.picture(channel).filter(picture -> picture.facts().key().contains(MARK));
    }

    private static void copy(SpoolFile from, SpoolFile to) {
        try (FileChannel channel = FileChannel.open(from.path(), StandardOpenOption.READ)) {
            long length = from.fingerprint().length();
            long at = 0;
            while (at < length) {
                long copied = channel.transferTo(at, length - at, to.asChannel());
                if (copied <= 0) {
                    throw new StoreFailure(StoreFailure.Kind.BROKEN, "a frame has become shorter");
                }
                at += copied;
            }
        } catch (IOException broken) {
            throw new StoreFailure(StoreFailure.Kind.BROKEN, "a frame could not be copied", broken);
        }
    }

    private Area widened(Area box, PixelSize size) {
        int across = (int) Math.rint(box.size().width() * options.margin());
        int down = (int) Math.rint(box.size().height() * options.margin());
        int left = Math.max(0, box.left() - across);
        int top = Math.max(0, box.top() - down);
        int right = Math.min(size.width(), box.left() + box.size().width() + across);
        int bottom = Math.min(size.height(), box.top() + box.size().height() + down);
        return new Area(left, top, new PixelSize(right - left, bottom - top));
    }

    private static RenditionOptions cut(Area area) {
        Anchor at = new Anchor.Compass(Gravity.NORTH_WEST, area.left(), area.top());
        Composition.Cut cut =
                new Composition.Cut(area.size().width(), area.size().height(), at);
        Composition composition = new Composition(
                null, cut, Sizing.PLAIN, Turn.UPRIGHT, Anchor.Compass.CENTRE, Composition.Frame.NONE, false, null);
        return RenditionOptions.composed(
                composition, Effects.NONE, MediaType.JPEG, RenditionOptions.PLAIN.background(), false, Saving.PLAIN);
    }
}
