package dev.sluice.image;

import dev.sluice.failure.BadInput;
import dev.sluice.units.MediaType;
import dev.sluice.units.PixelSize;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Plans one {@link Composition} of one picture. What is cut is cut before it is turned, which needs less memory and shows the same.
 * Used for one picture.
 */
final class Composer {

    /** {@code IMGPROXY_PREFERRED_FORMATS}: what a picture stays when no format is asked for. */
    private static final Set<MediaType> PREFERRED = EnumSet.of(MediaType.JPEG, MediaType.PNG, MediaType.GIF);

    /** imgproxy writes smaller pictures as PNG or JPEG. */
    private static final int LEAST_AVIF_SIDE = 16;

    private final Planner planner;
    private final Probe probe;
    private final RenditionOptions options;
    private final Composition composition;
    private final Area part;
    private final int orientation;
    private final Arrangement arrangement;
    private final Output output;
    private final PixelSize size;
    private final int frames;

    /** @param part of the picture as stored that is left after trimming */
    Composer(Planner planner, Probe probe, RenditionOptions options, Composition composition, Area part) {
        this.planner = planner;
        this.probe = probe;
        this.options = options;
        this.composition = composition;
        this.part = part;
        orientation = composition.turn().orientation(probe.orientation());
        arrangement = Arrangement.of(stored(part.size()), composition);
        MediaType type = type();
        output = planner.output(
                type, options.saving().qualities().getOrDefault(type, options.quality()), false, options.dither());
        size = limited(arrangement.size());
        frames = planner.frames(probe, options, type);
    }

    List<Plan> plans() {
        Planner.checkLimits(output.type(), size, arrangement.scaled());
        Planner.checkLimits(MediaType.PNG, arrangement.size(), arrangement.scaled());
        Planner.checkStrip(frames, arrangement.size());
        boolean whole = part.size().equals(probe.size());
        List<Plan> plans = new ArrayList<>();
        for (Way way : Planner.ways(probe, whole ? stored(arrangement.whole()) : probe.size(), frames)) {
            if (frames == 1 && (cutsSmartly() || keepsSmartly())) {
                plans.add(plan(way, true));
            }
            plans.add(plan(way, false));
        }
        return plans;
    }

    private MediaType type() {
        MediaType asked = options.format();
        boolean transparent = !composition.flat()
                && (probe.alpha()
                        || composition.frame().extend() != null
                        || composition.frame().padded());
        MediaType other = transparent ? MediaType.PNG : MediaType.JPEG;
        MediaType type = asked != null ? asked : PREFERRED.contains(probe.type()) ? probe.type() : unasked(other);
        PixelSize result = arrangement.size();
        boolean small = Math.min(result.width(), result.height()) < LEAST_AVIF_SIDE;
        return type == MediaType.AVIF && small ? other : type;
    }

    /** What moves becomes what may, as in imgproxy. */
    private MediaType unasked(MediaType still) {
        return planner.frames(probe, options, MediaType.GIF) > 1 ? MediaType.GIF : still;
    }

    /** As imgproxy does where a format has a limit of its own, instead of refusing. */
    private PixelSize limited(PixelSize result) {
        int longest = switch (output.type()) {
            case WEBP, AVIF, GIF -> Planner.longest(output.type());
            case JPEG, PNG, TIFF, BMP, HEIC, JXL, JPEG2000, SVG, ICO, RGB565, RGB565_BIG_ENDIAN, GREY1, GREY4 ->
                Integer.MAX_VALUE;
        };
        double factor = (double) longest / Planner.largerSide(result);
        return factor >= 1
                ? result
                : new PixelSize(Scales.side(result.width(), factor), Scales.side(result.height(), factor));
    }

    /** Turned, in either direction: an upright size as stored, and a stored one upright. */
    private PixelSize stored(PixelSize other) {
        return orientation >= 5 ? other.transposed() : other;
    }

    private boolean cutsSmartly() {
        Anchor anchor = composition.cut().anchor();
        return (anchor != null ? anchor : composition.anchor()).smart()
                && !stored(arrangement.cut().size()).equals(part.size());
    }

    private boolean keepsSmartly() {
        return composition.anchor().smart() && !arrangement.kept().size().equals(arrangement.scaled());
    }

    private Plan plan(Way way, boolean smart) {
        List<Operation> operations = new ArrayList<>();
        PixelSize cut = cut(way, smart && cutsSmartly(), operations);
        resize(way, cut, operations);
        keep(smart && keepsSmartly(), operations);
        if (orientation != 1) {
            operations.add(new Operation.Orient(orientation));
        }
        operations.addAll(options.effects().operations(arrangement.kept().size(), output));
        ground(operations);
        overlay(operations);
        return new Plan(way, operations, size, output, options.kept());
    }

    /** Size as stored of what is left, at full size. */
    private PixelSize cut(Way way, boolean smart, List<Operation> operations) {
        PixelSize cut = stored(arrangement.cut().size());
        Area area = smart
                ? part
                : Turn.stored(arrangement.cut(), stored(part.size()), orientation)
                        .within(part);
        if (!area.size().equals(probe.size())) {
            operations.add(new Operation.Cut(area, probe.size()));
        }
        if (smart) {
            operations.add(new Operation.SmartCrop(
                    new PixelSize(Math.max(1, cut.width() / way.shrink()), Math.max(1, cut.height() / way.shrink()))));
        }
        return cut;
    }

    private void resize(Way way, PixelSize cut, List<Operation> operations) {
        Operation colours =
                options.saving().profile() && probe.profile() ? new Operation.ToEightBits() : new Operation.ToSrgb();
        PixelSize scaled = stored(arrangement.scaled());
        if (scaled.equals(cut) && way.shrink() == 1) {
            operations.add(colours);
            return;
        }
        Operation resize = new Operation.Resize(scaled);
        boolean fewerAfterwards = scaled.pixels() <= cut.pixels() / ((long) way.shrink() * way.shrink());
        operations.addAll(fewerAfterwards ? List.of(resize, colours) : List.of(colours, resize));
    }

    private void keep(boolean smart, List<Operation> operations) {
        PixelSize kept = arrangement.kept().size();
        if (!kept.equals(arrangement.scaled())) {
            operations.add(
                    smart
                            ? new Operation.SmartCrop(stored(kept))
                            : new Operation.Cut(
                                    Turn.stored(arrangement.kept(), arrangement.scaled(), orientation),
                                    stored(arrangement.scaled())));
        }
    }

    private void ground(List<Operation> operations) {
        boolean flat = composition.flat() || !Planner.keepsAlpha(output);
        for (Arrangement.Ground ground : arrangement.grounds()) {
            operations.add(new Operation.Place(
                    ground.size(), ground.left(), ground.top(), flat ? options.background() : null));
        }
        if (!size.equals(arrangement.size())) {
            operations.add(new Operation.Resize(size));
        }
        if (flat && probe.type() != MediaType.JPEG) {
            operations.add(new Operation.Flatten(options.background()));
        }
    }

    private void overlay(List<Operation> operations) {
        Overlay overlay = composition.overlay();
        if (overlay == null) {
            return;
        }
        Probe picture = overlay.picture();
        if (!planner.reads(picture.type())) {
            throw new BadInput(BadInput.Kind.UNSUPPORTED_PICTURE, "the watermark cannot be read by the libvips in use");
        }
        PixelSize shown = overlaid(overlay);
        Planner.checkLimits(MediaType.PNG, shown, shown);
        PixelSize scaled = picture.orientation() >= 5 ? shown.transposed() : shown;
        Way way = new Way.Engine(Planner.shrinks(picture, scaled).getFirst(), 0);
        Anchor anchor = overlay.anchor();
        boolean repeated = overlay.repeated();
        Operation.Gap gap = repeated && anchor instanceof Anchor.Compass(Gravity _, double x, double y)
                ? new Operation.Gap((int) Math.max(0, Anchor.offset(size.width(), x, arrangement.density())), (int)
                        Math.max(0, Anchor.offset(size.height(), y, arrangement.density())))
                : Operation.Gap.NONE;
        int left = repeated ? 0 : anchor.left(size, shown, arrangement.density(), true);
        int top = repeated ? 0 : anchor.top(size, shown, arrangement.density(), true);
        operations.add(new Operation.Watermark(overlay, way, shown, gap, left, top));
    }

    private PixelSize overlaid(Overlay overlay) {
        PixelSize own = overlay.picture().uprightSize();
        if (overlay.scale() <= 0) {
            return own;
        }
        Sizing sizing = new Sizing(
                Sizing.Mode.FIT,
                (int) Math.max(1, Math.rint(size.width() * overlay.scale())),
                (int) Math.max(1, Math.rint(size.height() * overlay.scale())),
                0,
                0,
                1,
                1,
                1,
                true,
                0);
        return Scales.of(own, Composition.PLAIN.with(sizing)).scaled();
    }
}
