package dev.sluice.image;

import dev.sluice.image.vips.VipsException;
import dev.sluice.image.vips.VipsImage;
import dev.sluice.image.vips.VipsLibrary;
import dev.sluice.image.vips.VipsOperation;
import dev.sluice.units.PixelSize;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A picture on its way from decoder to encoder. Each step replaces the picture by one that is mostly a recipe; pixels are computed
 * when an encoder, or a step that needs the whole picture, asks for them. Used by one thread.
 */
final class Pipeline implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Pipeline.class);

    /** Numbers of {@code VipsInterpretation}. */
    private static final int BLACK_AND_WHITE = 1;

    private static final int CMYK = 15;
    private static final int SRGB = 22;

    /** {@code VIPS_INTERESTING_ATTENTION}. */
    private static final int ATTENTION = 3;

    /** {@code VIPS_EXTEND_BACKGROUND}. */
    private static final int EXTEND_BACKGROUND = 5;

    /** {@code VIPS_EXTEND_BLACK}: zeros, transparent ones where there is alpha. */
    private static final int EXTEND_ZERO = 0;

    /** {@code VipsForeignKeep}: all but profiles, which are {@link #KEEP_PROFILE}. */
    private static final int KEEP_EXIF = 1;

    private static final int KEEP_METADATA = 1 | 2 | 4 | 16;
    private static final int KEEP_PROFILE = 8;

    private final VipsLibrary library;
    private final VipsImage source;
    private final Filters filters;
    private final Watermarks watermarks;
    private VipsImage image;
    private double width;
    private double height;
    private boolean turned;
    private boolean filtered;

    /**
     * @param decoded stays the caller's to close
     * @param watermarks puts them on
     */
    Pipeline(VipsLibrary library, Decoded decoded, Watermarks watermarks) {
        this.library = library;
        this.watermarks = watermarks;
        filters = new Filters(library);
        source = decoded.image();
        width = decoded.width();
        height = decoded.height();
        image = source;
    }

    /** The picture as it is now; valid until the next step. */
    VipsImage image() {
        return image;
    }

    /** @throws VipsException when a pixel that the step needs cannot be decoded */
    void apply(Operation operation) {
        switch (operation) {
            case Operation.Orient(int orientation) -> orient(orientation);
            case Operation.ToSrgb _ -> toSrgb(false);
            case Operation.ToEightBits _ -> toSrgb(true);
            case Operation.Resize(PixelSize size) -> resize(size);
            case Operation.Crop(PixelSize size, Gravity gravity) -> crop(size, gravity);
            case Operation.Cut(Area area, PixelSize of) -> cut(area, of);
            case Operation.SmartCrop(PixelSize size) -> smartCrop(size);
            case Operation.Flatten(Colour background) -> flatten(background);
            case Operation.Pad(PixelSize size, Gravity gravity, Colour background) ->
                place(
                        size,
                        gravity.left(size.width() - image.width()),
                        gravity.top(size.height() - image.height()),
                        background);
            case Operation.Place(PixelSize size, int left, int top, @Nullable Colour background) ->
                place(size, left, top, background);
            case Operation.Blur(double sigma) -> replace(filters.blur(filterable(), sigma));
            case Operation.Sharpen(double sigma) -> replace(filters.sharpen(filterable(), sigma));
            case Operation.Pixelate(int side) -> replace(filters.pixelate(filterable(), side));
            case Operation.Settle _ -> replace(image.inMemory());
            case Operation.Watermark watermark -> replace(watermarks.put(image, watermark));
        }
    }

    /** EXIF 2.3, tag 274. All but a horizontal mirror read rows out of order, so the picture is computed first. */
    private void orient(int orientation) {
        turned = true;
        if (orientation > 2) {
            replace(image.inMemory());
        }
        switch (orientation) {
            case 2 -> mirror(0);
            case 3 -> turn(2);
            case 4 -> mirror(1);
            case 5 -> {
                turn(1);
                mirror(0);
            }
            case 6 -> turn(1);
            case 7 -> {
                turn(3);
                mirror(0);
            }
            case 8 -> turn(3);
            default -> {}
        }
    }

    private void turn(int quarters) {
        replace(library.operation("rot").set("in", image).set("angle", quarters));
    }

    private void mirror(int direction) {
        replace(library.operation("flip").set("in", image).set("direction", direction));
    }

    /** @param unprofiled whether the profile of an RGB or grey picture is left to whoever looks at it */
    private void toSrgb(boolean unprofiled) {
        int interpretation = image.interpretation();
        boolean grey = colours() < 3;
        boolean integers = image.format() == VipsImage.FORMAT_8_BIT || image.format() == VipsImage.FORMAT_16_BIT;
        boolean profiled = integers && (interpretation == CMYK || image.has("icc-profile-data"));
        boolean left = unprofiled && interpretation != CMYK;
        if (!profiled || left || !transform(interpretation) || grey) {
            convert(grey ? BLACK_AND_WHITE : SRGB);
        }
        if (image.format() != VipsImage.FORMAT_8_BIT) {
            replace(library.operation("cast").set("in", image).set("format", VipsImage.FORMAT_8_BIT));
        }
        if (image.bands() > 4) {
            replace(library.operation("extract_band")
                    .set("in", image)
                    .set("band", 0)
                    .set("n", 3));
        }
    }

    /** Through the embedded profile, or the usual one for CMYK without. False when the profile is of no use. */
    private boolean transform(int interpretation) {
        VipsOperation operation = library.operation("icc_transform")
                .set("in", image)
                .set("output_profile", "srgb")
                .set("embedded", 1)
                .set("intent", 0)
                .set("depth", 8);
        if (interpretation == CMYK) {
            operation.set("input_profile", "cmyk");
        }
        try {
            replace(operation);
            return true;
        } catch (VipsException useless) {
            log.info("colour profile ignored text=\"{}\"", useless.text());
            return false;
        }
    }

    /** Makes it sRGB or grey by {@code VipsInterpretation}; nothing happens where it is already. */
    private void convert(int space) {
        if (image.interpretation() != space) {
            replace(library.operation("colourspace").set("in", image).set("space", space));
        }
    }

    /** For outputs of 3 channels (sRGB) or 1 (grey), whatever the picture has. */
    void toChannels(int channels) {
        convert(channels == 1 ? BLACK_AND_WHITE : SRGB);
        flatten(Colour.WHITE);
    }

    private void resize(PixelSize size) {
        double across = size.width() / width;
        double down = size.height() / height;
        if (across == 1 && down == 1) {
            return;
        }
        boolean alpha = image.hasAlpha();
        int format = image.format();
        if (alpha) {
            replace(library.operation("premultiply").set("in", image));
        }
        replace(library.operation("resize")
                .set("in", image)
                .set("scale", across)
                .set("vscale", down));
        if (alpha) {
            replace(library.operation("unpremultiply").set("in", image));
            replace(library.operation("cast").set("in", image).set("format", format));
        }
        if (image.width() != size.width() || image.height() != size.height()) {
            crop(size, Gravity.NORTH_WEST);
        }
        measure();
    }

    private void measure() {
        width = image.width();
        height = image.height();
    }

    private void crop(PixelSize size, Gravity gravity) {
        replace(library.operation("extract_area")
                .set("input", image)
                .set("left", gravity.left(image.width() - size.width()))
                .set("top", gravity.top(image.height() - size.height()))
                .set("width", size.width())
                .set("height", size.height()));
    }

    private void cut(Area area, PixelSize of) {
        double across = width / of.width();
        double down = height / of.height();
        int left = (int) Math.min(image.width() - 1, Math.rint(area.left() * across));
        int top = (int) Math.min(image.height() - 1, Math.rint(area.top() * down));
        replace(library.operation("extract_area")
                .set("input", image)
                .set("left", left)
                .set("top", top)
                .set("width", (int) Math.clamp(Math.rint(area.size().width() * across), 1, image.width() - left))
                .set("height", (int) Math.clamp(Math.rint(area.size().height() * down), 1, image.height() - top)));
        measure();
    }

    private void smartCrop(PixelSize size) {
        replace(image.inMemory());
        replace(library.operation("smartcrop")
                .set("input", image)
                .set("width", size.width())
                .set("height", size.height())
                .set("interesting", ATTENTION));
        measure();
    }

    private void flatten(Colour background) {
        if (image.hasAlpha()) {
            makeRoomFor(background);
            replace(library.operation("flatten").set("in", image).set("background", ink(background, false)));
        }
    }

    private void place(PixelSize size, int left, int top, @Nullable Colour background) {
        if (background != null) {
            makeRoomFor(background);
        } else if (!image.hasAlpha()) {
            replace(library.operation("bandjoin_const").set("in", image).set("c", new double[] {255}));
        }
        VipsOperation embed = library.operation("embed")
                .set("in", image)
                .set("x", left)
                .set("y", top)
                .set("width", size.width())
                .set("height", size.height());
        replace(
                background == null
                        ? embed.set("extend", EXTEND_ZERO)
                        : embed.set("extend", EXTEND_BACKGROUND).set("background", ink(background, image.hasAlpha())));
        measure();
    }

    /** The picture in memory, for steps that read rows out of order. */
    private VipsImage filterable() {
        if (!filtered) {
            replace(image.inMemory());
            filtered = true;
        }
        return image;
    }

    /** A grey picture becomes sRGB when a colour is to be laid under or beside it. */
    private void makeRoomFor(Colour colour) {
        if (colours() < 3 && (colour.red() != colour.green() || colour.green() != colour.blue())) {
            convert(SRGB);
        }
    }

    private double[] ink(Colour colour, boolean alpha) {
        if (colours() < 3) {
            return alpha ? new double[] {colour.red(), 255} : new double[] {colour.red()};
        }
        return alpha
                ? new double[] {colour.red(), colour.green(), colour.blue(), 255}
                : new double[] {colour.red(), colour.green(), colour.blue()};
    }

    private int colours() {
        return image.bands() - (image.hasAlpha() ? 1 : 0);
    }

    /** Takes away what must not be written. Flags of what is left ({@code VipsForeignKeep}). */
    int keep(Kept kept) {
        int profile = kept.profile() && image.has("icc-profile-data") ? KEEP_PROFILE : 0;
        if (kept.metadata()) {
            replace(library.operation("copy").set("in", image));
            if (turned) {
                image.removeFields("orientation", "", "");
                image.removeFields("exif-ifd0-Orientation", "", "");
            }
            return profile | KEEP_METADATA;
        }
        return kept.copyright() && keepCopyright() ? profile | KEEP_EXIF : profile;
    }

    /** Leaves of the EXIF data only who made the picture. Whether there is anything. */
    private boolean keepCopyright() {
        String copyright = "exif-ifd0-Copyright";
        String artist = "exif-ifd0-Artist";
        if (!image.has(copyright) && !image.has(artist)) {
            return false;
        }
        replace(library.operation("copy").set("in", image));
        image.removeFields("exif-", copyright, artist);
        image.removeFields("orientation", copyright, artist);
        return true;
    }

    private void replace(VipsOperation operation) {
        replace(operation.image());
    }

    private void replace(VipsImage next) {
        VipsImage previous = image;
        image = next;
        if (previous != source) {
            previous.close();
        }
    }

    @Override
    public void close() {
        if (image != source) {
            image.close();
        }
    }
}
