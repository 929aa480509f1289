package dev.sluice.proxy;

import dev.sluice.failure.NotFound;
import dev.sluice.image.Anchor;
import dev.sluice.image.Gravity;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A gravity while it is read. As in imgproxy, offsets stay until others are given, whatever the gravity becomes. Used for one URL.
 */
final class AnchorArguments {

    private static final Map<String, Gravity> GRAVITIES = Map.of(
            "no", Gravity.NORTH,
            "so", Gravity.SOUTH,
            "ea", Gravity.EAST,
            "we", Gravity.WEST,
            "noea", Gravity.NORTH_EAST,
            "nowe", Gravity.NORTH_WEST,
            "soea", Gravity.SOUTH_EAST,
            "sowe", Gravity.SOUTH_WEST,
            "ce", Gravity.CENTRE);

    private static final String NAMES = "ce, no, so, ea, we, noea, nowe, soea, sowe";

    /** What else may be asked for. */
    enum Kind {
        /** A smart gravity and a focus point. */
        CUT,
        /** A focus point. */
        EXTEND,
        /** Neither. */
        WATERMARK
    }

    private final Kind kind;
    private @Nullable Gravity gravity;
    private boolean focus;
    private double x;
    private double y;

    AnchorArguments(Kind kind) {
        this.kind = kind;
    }

    /** @throws NotFound when there is no such gravity, or its offsets are none */
    void read(OptionArguments given) {
        String named = given.first();
        if (named.equals("sm") && kind == Kind.CUT) {
            limit(given, 1);
            gravity = Gravity.SMART;
            focus = false;
            x = 0;
            y = 0;
            return;
        }
        focus = named.equals("fp") && kind != Kind.WATERMARK;
        gravity = focus ? Gravity.CENTRE : name(given, named);
        limit(given, 3);
        if (focus && given.size() != 3) {
            throw new NotFound(given.name() + ":fp takes two numbers from 0 to 1, as in fp:0.3:0.7");
        }
        offsets(
                given.at(1).map(text -> offset(given, text)).orElse(x),
                given.at(2).map(text -> offset(given, text)).orElse(y));
    }

    void name(OptionArguments given) {
        gravity = name(given, given.first());
    }

    void offsets(double across, double down) {
        x = across;
        y = down;
    }

    double x() {
        return x;
    }

    double y() {
        return y;
    }

    private double offset(OptionArguments given, String text) {
        return focus ? given.number(text, 0, 1) : given.number(text);
    }

    private Gravity name(OptionArguments given, String named) {
        Gravity known = GRAVITIES.get(named);
        if (known == null) {
            throw new NotFound(given.name() + ":" + named + " is no gravity: use one of " + NAMES
                    + switch (kind) {
                        case CUT -> ", sm, fp";
                        case EXTEND -> ", fp";
                        case WATERMARK -> ", re";
                    });
        }
        return known;
    }

    private static void limit(OptionArguments given, int most) {
        if (given.size() > most) {
            throw new NotFound(given.name() + ":" + given.first() + " takes at most " + (most - 1) + " numbers");
        }
    }

    /** Null when no gravity was named. */
    @Nullable
    Anchor given() {
        return gravity == null ? null : anchor();
    }

    Anchor anchor() {
        return focus ? new Anchor.Focus(x, y) : new Anchor.Compass(gravity == null ? Gravity.CENTRE : gravity, x, y);
    }
}
