package dev.sluice.camera.watch;

import dev.sluice.failure.Refused;
import dev.sluice.governor.Demand;
import dev.sluice.governor.Governor;
import dev.sluice.governor.Lease;
import dev.sluice.governor.Purpose;
import dev.sluice.image.Area;
import dev.sluice.image.Colour;
import dev.sluice.image.Dither;
import dev.sluice.image.Fit;
import dev.sluice.image.Gravity;
import dev.sluice.image.RenditionOptions;
import dev.sluice.rendition.Job;
import dev.sluice.rendition.Pixels;
import dev.sluice.rendition.Renditions;
import dev.sluice.rendition.Source;
import dev.sluice.units.DataSize;
import dev.sluice.units.PixelSize;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Looks for what moves between the pictures of one camera: each is decoded to a small grey one and compared with what the camera
 * usually shows. Holds a lease of some 100 KiB of heap from its first picture on. For one thread at a time.
 */
final class Motion implements AutoCloseable {

    /** The longer side of the small picture: an eighth of what cameras send, which a JPEG decoder averages by itself. */
    private static final int SIDE = 160;

    private static final RenditionOptions SMALL = new RenditionOptions(
            SIDE, SIDE, Fit.INSIDE, Gravity.CENTRE, false, null, null, Dither.NONE, Colour.WHITE, false);

    /** ITU-R BT.601, of 256. */
    private static final int RED = 77;

    private static final int GREEN = 150;
    private static final int BLUE = 29;

    private final MotionOptions options;
    private final Governor governor;
    private final Renditions renditions;
    private byte[] row = {};
    private @Nullable Scene scene;
    private @Nullable Lease lease;
    private @Nullable PixelSize source;

    Motion(MotionOptions options, Governor governor, Renditions renditions) {
        this.options = options;
        this.governor = governor;
        this.renditions = renditions;
    }

    /**
     * What moved.
     *
     * @param share of the pixels looked at, 0 to 1
     * @param box in pixels of the upright picture
     */
    record Found(double share, Area box) {}

    /** Forgets what the camera used to show: it may show anything else now. */
    void forget() {
        if (scene != null) {
            scene.forget();
        }
    }

    /**
     * Compares a picture with what the camera usually shows.
     *
     * @return empty when nothing moved, or not enough
     * @throws dev.sluice.failure.BadInput when the picture cannot be decoded
     * @throws Refused when there is no room for it
     */
    Optional<Found> look(Source picture, Job job) {
        if (lease == null) {
            DataSize heap = Scene.heap(new PixelSize(SIDE, SIDE));
            lease = governor.admit(
                    new Demand(Purpose.CAMERA, job.tag() + " motion", DataSize.ZERO, heap, DataSize.ZERO, 0),
                    job.deadline());
        }
        return renditions.look(picture, SMALL, job, this::compare);
    }

    private Optional<Found> compare(Pixels pixels) {
        Scene usual = scene(pixels);
        grey(pixels, usual.picture());
        Scene.Change change = usual.compare();
        Area area = change.area();
        if (area == null || change.share() < options.share()) {
            return Optional.empty();
        }
        return Optional.of(new Found(change.share(), enlarged(area, pixels.size(), pixels.source())));
    }

    /** Another size is another picture, even where the small one comes out the same. */
    private Scene scene(Pixels pixels) {
        Scene present = scene;
        if (present != null
                && present.size().equals(pixels.size())
                && pixels.source().equals(source)) {
            return present;
        }
        Scene made = new Scene(pixels.size(), options);
        scene = made;
        source = pixels.source();
        row = new byte[pixels.size().width() * 3];
        return made;
    }

    private void grey(Pixels pixels, byte[] into) {
        int width = pixels.size().width();
        for (int y = 0; y < pixels.size().height(); y++) {
            pixels.row(y, row);
            for (int x = 0, from = 0; x < width; x++, from += 3) {
                int light = BLUE * (row[from] & 0xff) + GREEN * (row[from + 1] & 0xff) + RED * (row[from + 2] & 0xff);
                into[y * width + x] = (byte) (light >> 8);
            }
        }
    }

    private static Area enlarged(Area area, PixelSize from, PixelSize to) {
        int left = (int) ((long) area.left() * to.width() / from.width());
        int top = (int) ((long) area.top() * to.height() / from.height());
        int right = Math.ceilDiv((area.left() + area.size().width()) * to.width(), from.width());
        int bottom = Math.ceilDiv((area.top() + area.size().height()) * to.height(), from.height());
        return new Area(left, top, new PixelSize(right - left, bottom - top));
    }

    @Override
    public void close() {
        if (lease != null) {
            lease.close();
            lease = null;
        }
        scene = null;
    }
}
