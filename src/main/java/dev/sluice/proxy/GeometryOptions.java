package dev.sluice.proxy;

import static dev.sluice.proxy.OptionArguments.atMost;
import static dev.sluice.proxy.OptionArguments.flag;
import static dev.sluice.proxy.OptionArguments.only;

import dev.sluice.failure.NotFound;
import dev.sluice.image.Anchor;
import dev.sluice.image.Composition;
import dev.sluice.image.Sizing;
import dev.sluice.image.Trim;
import dev.sluice.image.Turn;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Options that decide on sizes and places. Used for one URL. */
final class GeometryOptions {

    private Sizing.Mode mode = Sizing.Mode.FIT;
    private int width;
    private int height;
    private int minWidth;
    private int minHeight;
    private double zoomAcross = 1;
    private double zoomDown = 1;
    private double density = 1;
    private boolean enlarge;
    private boolean extend;
    private boolean shape;
    private double cutWidth;
    private double cutHeight;
    private int quarters;
    private boolean upright = true;
    private boolean mirrored;
    private boolean flipped;
    private @Nullable Trim trim;
    private boolean equalAcross;
    private boolean equalDown;
    private final int[] padding = new int[4];
    private final AnchorArguments gravity = new AnchorArguments(AnchorArguments.Kind.CUT);
    private final AnchorArguments cutGravity = new AnchorArguments(AnchorArguments.Kind.CUT);
    private final AnchorArguments extendGravity = new AnchorArguments(AnchorArguments.Kind.EXTEND);
    private final AnchorArguments shapeGravity = new AnchorArguments(AnchorArguments.Kind.EXTEND);

    /** Whether it is one of these options. */
    boolean apply(ImgproxyUrl.Option option) {
        switch (option.name()) {
            case "resize", "rs" -> resize(atMost(option, 8));
            case "size", "s" -> size(atMost(option, 7));
            case "resizing_type", "rt" -> mode = mode(only(option));
            case "width", "w" -> width = whole(option);
            case "height", "h" -> height = whole(option);
            case "min-width", "mw" -> minWidth = whole(option);
            case "min-height", "mh" -> minHeight = whole(option);
            case "zoom", "z" -> zoom(atMost(option, 2));
            case "dpr" -> density = only(option).factor(only(option).first());
            case "enlarge", "el" -> enlarge = flag(only(option).first());
            case "extend", "ex" -> extend = extend(atMost(option, 4), extendGravity);
            case "extend_aspect_ratio", "extend_ar", "exar" -> shape = extend(atMost(option, 4), shapeGravity);
            case "gravity", "g" -> gravity.read(atMost(option, 3));
            case "crop", "c" -> crop(atMost(option, 5));
            case "trim", "t" -> trim(atMost(option, 4));
            case "padding", "pd" -> pad(atMost(option, 4));
            case "auto_rotate", "ar" -> upright = flag(only(option).first());
            case "rotate", "rot" -> rotate(only(option));
            case "flip", "fl" -> flip(atMost(option, 2));
            default -> {
                return false;
            }
        }
        return true;
    }

    /** @param longest side of a result, 0 for any */
    Sizing sizing(int longest) {
        return new Sizing(mode, width, height, minWidth, minHeight, zoomAcross, zoomDown, density, enlarge, longest);
    }

    Composition.Cut cut() {
        return new Composition.Cut(cutWidth, cutHeight, cutGravity.given());
    }

    Turn turn() {
        return new Turn(upright, quarters, mirrored, flipped);
    }

    @Nullable
    Trim trim() {
        return trim == null ? null : new Trim(trim.threshold(), trim.colour(), equalAcross, equalDown);
    }

    Anchor anchor() {
        return gravity.anchor();
    }

    Composition.Frame frame() {
        return new Composition.Frame(
                extend ? extendGravity.anchor() : null,
                shape ? shapeGravity.anchor() : null,
                padding[0],
                padding[1],
                padding[2],
                padding[3]);
    }

    private static int whole(ImgproxyUrl.Option option) {
        OptionArguments given = only(option);
        return given.whole(given.first());
    }

    private void resize(OptionArguments given) {
        if (given.at(0).isPresent()) {
            mode = mode(given);
        }
        if (given.size() > 1) {
            size(given.from(1));
        }
    }

    private static Sizing.Mode mode(OptionArguments given) {
        return switch (given.first()) {
            case "fit" -> Sizing.Mode.FIT;
            case "fill" -> Sizing.Mode.FILL;
            case "fill-down" -> Sizing.Mode.FILL_DOWN;
            case "force" -> Sizing.Mode.FORCE;
            case "auto" -> Sizing.Mode.AUTO;
            default -> throw given.wrong(given.first(), "resizing type: use fit, fill, fill-down, force or auto");
        };
    }

    private void size(OptionArguments given) {
        width = given.at(0).map(given::whole).orElse(width);
        height = given.at(1).map(given::whole).orElse(height);
        enlarge = given.at(2).map(OptionArguments::flag).orElse(enlarge);
        if (given.at(3).isPresent()) {
            extend = extend(given.from(3), extendGravity);
        }
    }

    private static boolean extend(OptionArguments given, AnchorArguments anchor) {
        if (given.size() > 1) {
            anchor.read(given.from(1));
        }
        return flag(given.first());
    }

    private void zoom(OptionArguments given) {
        zoomAcross = given.factor(given.first());
        zoomDown = given.size() > 1 ? given.factor(given.given().get(1)) : zoomAcross;
    }

    private void crop(OptionArguments given) {
        cutWidth = given.amount(given.first());
        if (given.size() > 1) {
            cutHeight = given.amount(given.given().get(1));
        }
        if (given.size() > 2) {
            cutGravity.read(given.from(2));
        }
    }

    private void trim(OptionArguments given) {
        trim = given.at(0).isEmpty()
                ? null
                : new Trim(
                        given.number(given.first()),
                        given.at(1)
                                .map(text -> new OptionArguments(given.name(), List.of(text)).colour())
                                .orElse(null),
                        false,
                        false);
        equalAcross = given.at(2).map(OptionArguments::flag).orElse(equalAcross);
        equalDown = given.at(3).map(OptionArguments::flag).orElse(equalDown);
    }

    /** Top, right, bottom, left: the second stands for the fourth, and the first for all. */
    private void pad(OptionArguments given) {
        padding[0] = given.at(0).map(given::whole).orElse(padding[0]);
        padding[1] = given.at(1).map(given::whole).orElse(padding[0]);
        padding[2] = given.at(2).map(given::whole).orElse(padding[0]);
        padding[3] = given.at(3).map(given::whole).orElse(padding[1]);
    }

    private void rotate(OptionArguments given) {
        int degrees = given.integer(given.first());
        if (degrees % 90 != 0) {
            throw new NotFound(given.name() + ":" + degrees + " is no multiple of 90");
        }
        quarters = Math.floorMod(degrees / 90, 4);
    }

    private void flip(OptionArguments given) {
        mirrored = given.at(0).map(OptionArguments::flag).orElse(mirrored);
        flipped = given.at(1).map(OptionArguments::flag).orElse(flipped);
    }
}
