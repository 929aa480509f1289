package dev.sluice.cli;

import dev.sluice.governor.Capacity;
import dev.sluice.image.Cost;
import dev.sluice.image.Layout;
import dev.sluice.image.Operation;
import dev.sluice.image.Plan;
import dev.sluice.image.Probe;
import dev.sluice.image.Way;
import dev.sluice.units.DataSize;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * What {@code inspect} found out about one picture.
 *
 * @param name as the user wrote it
 * @param probe what its header says
 * @param estimates for each way to make the rendition, the best first
 */
record Inspection(String name, Probe probe, List<Estimate> estimates) {

    /**
     * What one way costs.
     *
     * @param capacity what work may have
     */
    record Estimate(Plan plan, Cost cost, Capacity capacity) {

        /** Whether the gate would let it in now, later, or never. */
        String verdict() {
            if (!cost.memory().fits(capacity.memory())) {
                return refused("", cost.memory(), capacity.memory());
            }
            if (!cost.heap().fits(capacity.heap())) {
                return refused(" of heap", cost.heap(), capacity.heap());
            }
            boolean besideOthers = cost.memory().times(capacity.cores()).fits(capacity.memory())
                    && cost.heap().times(capacity.cores()).fits(capacity.heap());
            return besideOthers ? "fits" : "waits until other work leaves room";
        }

        private static String refused(String what, DataSize needed, DataSize budget) {
            return "refused: needs " + needed.rounded() + what + " of " + budget.rounded();
        }

        String way() {
            StringJoiner words = new StringJoiner(", ");
            switch (plan.way()) {
                case Way.Engine engine -> words.add("decoded at 1/" + engine.shrink());
                case Way.Frames frames -> words.add(frames.frames() + " frames decoded");
                case Way.Baseline baseline ->
                    words.add("rewritten row by row").add("decoded at 1/" + baseline.shrink());
                case Way.Rows rows -> words.add("read row by row at 1/" + rows.shrink());
                case Way.RowsOnDisk rows ->
                    words.add("read row by row at 1/" + rows.shrink()).add("kept on disk");
            }
            for (Operation operation : plan.operations()) {
                words.add(word(operation));
            }
            return words.add(lower(plan.output().type()) + " " + plan.size()).toString();
        }

        private static String word(Operation operation) {
            return switch (operation) {
                case Operation.Orient orient -> "turned (EXIF " + orient.orientation() + ")";
                case Operation.ToSrgb _ -> "to sRGB";
                case Operation.ToEightBits _ -> "to 8 bits";
                case Operation.Resize resize -> "resized to " + resize.size();
                case Operation.Crop crop -> "cut to " + crop.size();
                case Operation.Cut cut -> "cut to " + cut.area().size() + " of " + cut.of();
                case Operation.SmartCrop crop -> "cut to " + crop.size() + " where the eye is drawn";
                case Operation.Flatten _ -> "flattened";
                case Operation.Pad pad -> "padded to " + pad.size();
                case Operation.Place place -> "placed on " + place.size();
                case Operation.Blur _ -> "blurred";
                case Operation.Sharpen _ -> "sharpened";
                case Operation.Pixelate _ -> "pixelated";
                case Operation.Settle _ -> "computed";
                case Operation.Watermark _ -> "marked";
            };
        }
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private String kind() {
        return kind(probe.layout());
    }

    private static String kind(Layout layout) {
        return switch (layout) {
            case Layout.Jpeg jpeg -> lower(jpeg.process()) + ", " + lower(jpeg.subsampling());
            case Layout.Png png -> png.interlaced() ? "interlaced" : "not interlaced";
            case Layout.Webp webp -> webp.lossless() ? "lossless" : "lossy";
            case Layout.Gif gif -> gif.interlaced() ? "interlaced" : "not interlaced";
            case Layout.Heif heif -> (heif.av1() ? "AV1" : "HEVC") + ", coded as " + heif.tile();
            case Layout.Tiff tiff -> (tiff.tiled() ? "tiles of " : "strips of ") + tiff.block();
            case Layout.Bmp bmp -> bmp.topDown() ? "top down" : "bottom up";
            case Layout.Ico ico ->
                "holds " + (ico.picture() instanceof Layout.Png ? "PNG, " : "BMP, ") + kind(ico.picture());
            case Layout.Whole _ -> "structure not known";
        };
    }

    String text() {
        StringBuilder text = new StringBuilder(name).append('\n');
        text.append("  %s %s, %s; %d channels of %d bits%s%s%s%s; file of %s%n"
                .formatted(
                        lower(probe.type()),
                        probe.size(),
                        kind(),
                        probe.channels(),
                        probe.bitsPerChannel(),
                        probe.alpha() ? " with alpha" : "",
                        probe.frames() > 1 ? ", " + probe.frames() + " frames" : "",
                        probe.orientation() > 1 ? ", EXIF orientation " + probe.orientation() : "",
                        probe.profile() ? ", colour profile" : "",
                        probe.fileSize().rounded()));
        for (Estimate estimate : estimates) {
            Cost cost = estimate.cost();
            text.append("  %s memory, %s heap%s, %.1f s: %s%n      %s%n"
                    .formatted(
                            cost.memory().rounded(),
                            cost.heap().rounded(),
                            cost.disk().isZero() ? "" : ", " + cost.disk().rounded() + " disk",
                            cost.duration().toMillis() / 1000.0,
                            estimate.verdict(),
                            estimate.way()));
        }
        return text.toString().stripTrailing();
    }

    String json() {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            json.writeStringProperty("file", name);
            json.writeStringProperty("type", probe.type().text());
            json.writeNumberProperty("width", probe.size().width());
            json.writeNumberProperty("height", probe.size().height());
            json.writeStringProperty("kind", kind());
            json.writeNumberProperty("channels", probe.channels());
            json.writeNumberProperty("bitsPerChannel", probe.bitsPerChannel());
            json.writeBooleanProperty("alpha", probe.alpha());
            json.writeNumberProperty("frames", probe.frames());
            json.writeNumberProperty("orientation", probe.orientation());
            json.writeBooleanProperty("profile", probe.profile());
            json.writeNumberProperty("bytes", probe.fileSize().bytes());
            json.writeArrayPropertyStart("ways");
            estimates.forEach(estimate -> write(estimate, json));
            json.writeEndArray();
            json.writeEndObject();
        }
        return text.toString();
    }

    private static void write(Estimate estimate, JsonGenerator json) {
        json.writeStartObject();
        json.writeStringProperty("way", estimate.way());
        json.writeNumberProperty("memory", estimate.cost().memory().bytes());
        json.writeNumberProperty("heap", estimate.cost().heap().bytes());
        json.writeNumberProperty("disk", estimate.cost().disk().bytes());
        json.writeNumberProperty("milliseconds", estimate.cost().duration().toMillis());
        json.writeNumberProperty("budget", estimate.capacity().memory().bytes());
        json.writeStringProperty("verdict", estimate.verdict());
        json.writeEndObject();
    }
}
