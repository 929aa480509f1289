package dev.sluice.proxy;

import static dev.sluice.proxy.OptionArguments.atMost;
import static dev.sluice.proxy.OptionArguments.only;

import dev.sluice.image.Colour;
import dev.sluice.image.Effects;
import org.jspecify.annotations.Nullable;

/** Options that decide on what pixels look like. Used for one URL. */
final class LookOptions {

    private double blur;
    private double sharpen;
    private int pixelate;
    private @Nullable Colour background;
    private double opacity;
    private boolean repeated;
    private double scale;
    private final AnchorArguments position = new AnchorArguments(AnchorArguments.Kind.WATERMARK);

    /** Whether it is one of these options. */
    boolean apply(ImgproxyUrl.Option option) {
        switch (option.name()) {
            case "blur", "bl" -> blur = only(option).amount(only(option).first());
            case "sharpen", "sh" -> sharpen = only(option).amount(only(option).first());
            case "pixelate", "pix" -> pixelate = only(option).whole(only(option).first());
            case "background", "bg" -> background = background(atMost(option, 3));
            case "watermark", "wm" -> watermark(atMost(option, 7));
            default -> {
                return false;
            }
        }
        return true;
    }

    Effects effects() {
        return new Effects(blur, sharpen, pixelate);
    }

    /** Null where nothing but what the format needs is to be laid under a picture. */
    @Nullable
    Colour background() {
        return background;
    }

    /** Null for none. */
    @Nullable
    WatermarkWish watermark() {
        return opacity > 0 ? new WatermarkWish(opacity, position.anchor(), repeated, scale) : null;
    }

    private static @Nullable Colour background(OptionArguments given) {
        return given.size() == 1 && given.first().isEmpty() ? null : given.colour();
    }

    private void watermark(OptionArguments given) {
        opacity = given.number(given.first(), 0, 1);
        if (given.at(1).isPresent()) {
            repeated = given.given().get(1).equals("re");
            if (!repeated) {
                position.name(given.from(1));
            }
        }
        position.offsets(
                given.at(2).map(given::number).orElse(position.x()),
                given.at(3).map(given::number).orElse(position.y()));
        scale = given.at(4).map(given::factor).orElse(scale);
    }
}
