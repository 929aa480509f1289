package dev.sluice.proxy;

import dev.sluice.failure.NotFound;
import dev.sluice.image.Colour;
import dev.sluice.image.Composition;
import dev.sluice.image.Probe;
import dev.sluice.image.RenditionOptions;
import dev.sluice.units.MediaType;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads imgproxy's processing options, one after the other; a later one goes before an earlier one. Names, short names, order of arguments
 * and defaults are those of imgproxy 4 (its documentation, "Processing options"). Used for one URL.
 *
 * <p>As imgproxy does, what is not understood is answered with 404.
 */
final class ImgproxyOptions {

    private final Rules rules;
    private final GeometryOptions geometry = new GeometryOptions();
    private final LookOptions look = new LookOptions();
    private final OutputOptions output = new OutputOptions();
    private final Deque<String> presets = new ArrayDeque<>();
    private SourceLimits limits = SourceLimits.NONE;

    private ImgproxyOptions(Rules rules) {
        this.rules = rules;
    }

    /**
     * What the owner of the server allows.
     *
     * @param presets that URLs may name
     * @param security whether URLs may set limits of their own
     */
    record Rules(Presets presets, boolean security) {}

    /**
     * What a URL asks for.
     *
     * @param rendition how the picture is to be changed
     * @param watermark to be put on it; null for none
     * @param limits what it demands of the source
     * @param skipped kinds of picture that are sent as they are
     * @param raw whether it is to be sent as it is
     * @param attachment whether browsers are to save it
     * @param fileName under which they do, without its ending; empty when the URL does not say
     * @param expires from when on the URL is no longer good; null for never
     */
    record Wish(
            RenditionOptions rendition,
            @Nullable WatermarkWish watermark,
            SourceLimits limits,
            Set<MediaType> skipped,
            boolean raw,
            boolean attachment,
            String fileName,
            @Nullable Instant expires) {

        Wish {
            skipped = Set.copyOf(skipped);
        }

        /** Whether a picture of this kind is sent as it is. */
        boolean unchanged(MediaType type) {
            return raw || (skipped.contains(type) && (rendition.format() == null || rendition.format() == type));
        }

        /**
         * {@link #unchanged}, for a source within the limits.
         *
         * @throws dev.sluice.failure.BadInput when it is beyond them
         */
        boolean unchangedWithin(Probe picture) {
            boolean unchanged = unchanged(picture.type());
            MediaType format = rendition.format();
            limits.check(picture, !unchanged && (format == null || Probe.moves(format)));
            return unchanged;
        }

        /** Whether the header of the source decides on the answer. */
        boolean looksAtSource() {
            return raw || limits.any() || !skipped.isEmpty();
        }
    }

    /** @throws NotFound when an option is unknown or has arguments that it does not take */
    static Wish read(ImgproxyUrl url, Rules rules) {
        ImgproxyOptions options = new ImgproxyOptions(rules);
        if (rules.presets().has(Presets.DEFAULT)) {
            options.preset(Presets.DEFAULT);
        }
        url.options().forEach(options::apply);
        options.output.end(url.format());
        return options.wish();
    }

    /** @throws NotFound when a preset has an option that is none */
    static void check(Presets presets, boolean security) {
        for (String name : presets.names()) {
            new ImgproxyOptions(new Rules(presets, security)).preset(name);
        }
    }

    private Wish wish() {
        Colour background = look.background();
        Composition composition = new Composition(
                geometry.trim(),
                geometry.cut(),
                geometry.sizing(limits.longest()),
                geometry.turn(),
                geometry.anchor(),
                geometry.frame(),
                background != null,
                null);
        RenditionOptions rendition = RenditionOptions.composed(
                composition,
                look.effects(),
                output.format(),
                background != null ? background : Colour.WHITE,
                output.keepCopyright(),
                output.saving().with(limits.frames()));
        return new Wish(
                rendition,
                look.watermark(),
                limits,
                output.skipped(),
                output.raw(),
                output.attachment(),
                output.fileName(),
                output.expires());
    }

    private void apply(ImgproxyUrl.Option option) {
        if (option.name().equals("preset") || option.name().equals("pr")) {
            option.arguments().forEach(this::preset);
        } else if (SourceLimits.knows(option.name())) {
            if (!rules.security()) {
                throw new NotFound(option.name() + " is allowed only with proxy.allow-security-options");
            }
            limits = limits.with(option);
        } else if (!geometry.apply(option) && !look.apply(option) && !output.apply(option)) {
            throw new NotFound("the option " + option.name() + " is unknown");
        }
    }

    /** One that names itself, by way of others too, is not applied again. */
    private void preset(String name) {
        if (presets.contains(name)) {
            return;
        }
        presets.push(name);
        rules.presets().options(name).forEach(this::apply);
        presets.pop();
    }
}
