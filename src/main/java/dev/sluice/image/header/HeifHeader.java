package dev.sluice.image.header;

import dev.sluice.image.Layout;
import dev.sluice.image.Probe;
import dev.sluice.image.header.HeifBoxes.Box;
import dev.sluice.image.header.HeifBoxes.Extent;
import dev.sluice.units.DataSize;
import dev.sluice.units.MediaType;
import dev.sluice.units.PixelSize;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The primary picture of an AVIF or HEIC file. Its decoder turns and cuts by itself, so the size is the one after that and
 * there is no orientation left to apply.
 */
final class HeifHeader {

    private static final String[] BRANDS = {
        "avif", "avis", "heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "mif2", "msf1", "miaf"
    };

    private static final String ALPHA_MPEG = "urn:mpeg:mpegB:cicp:systems:auxiliary:alpha";
    private static final String ALPHA_HEVC = "urn:mpeg:hevc:2015:auxid:1";

    private final HeaderReader in;

    /**
     * What the properties of an item say.
     *
     * @param stored its size in the file
     * @param shown its size after turning and cutting
     */
    private record Properties(
            @Nullable PixelSize stored, @Nullable PixelSize shown, int bits, boolean profile, boolean alpha) {}

    HeifHeader(HeaderReader in) {
        this.in = in;
    }

    Probe read() throws IOException {
        if (!hasBrand()) {
            throw Claims.unknown();
        }
        HeifBoxes boxes = new HeifBoxes(in);
        long primary = boxes.primary();
        Properties picture = properties(boxes.propertiesOf(primary));
        if (picture.stored == null || picture.shown == null) {
            throw Claims.damaged("it does not say how large its picture is");
        }
        List<Long> parts = boxes.partsOf(primary);
        long coded = parts.isEmpty() ? primary : parts.getFirst();
        Properties tile = parts.isEmpty() ? picture : properties(boxes.propertiesOf(coded));
        String type = boxes.type(coded);
        boolean av1 = type.equals("av01");
        if (!av1 && !type.startsWith("hv") && !type.startsWith("he")) {
            throw Claims.unsupported(
                    "its pixels are coded as '" + printable(type) + "', and only AV1 and HEVC are known");
        }
        boolean alpha = false;
        PixelSize largest = tile.stored == null ? picture.stored : tile.stored;
        for (long accessory : boxes.accessoriesOf(primary)) {
            if (properties(boxes.propertiesOf(accessory)).alpha) {
                alpha = true;
                largest = Claims.larger(largest, codedSize(boxes, accessory));
            }
        }
        for (long part : parts.isEmpty() ? List.of(primary) : parts) {
            largest = Claims.larger(largest, codedSize(boxes, part));
        }
        return new Probe(
                av1 ? MediaType.AVIF : MediaType.HEIC,
                picture.shown,
                alpha ? 4 : 3,
                Math.max(picture.bits, tile.bits),
                alpha,
                1,
                1,
                picture.profile || tile.profile,
                DataSize.ZERO,
                DataSize.ofBytes(in.size()),
                new Layout.Heif(largest, av1));
    }

    private boolean hasBrand() throws IOException {
        long end = Math.min(in.u32(0), HeaderReader.WINDOW);
        for (long at = 8; at < end; at += 4) {
            for (String brand : BRANDS) {
                if (in.has(at, brand)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static String printable(String type) {
        return type.chars().allMatch(c -> c >= ' ' && c < 0x7f) ? type : "?";
    }

    /** The size that an item's coded data claim; that of a single pixel for what is not AV1. */
    private PixelSize codedSize(HeifBoxes boxes, long item) throws IOException {
        if (!boxes.type(item).equals("av01")) {
            return new PixelSize(1, 1);
        }
        Extent extent = boxes.extentOf(item);
        return Av1Sequence.size(in, extent.from(), extent.to());
    }

    private Properties properties(List<Box> boxes) throws IOException {
        PixelSize stored = null;
        PixelSize shown = null;
        int bits = 8;
        boolean profile = false;
        boolean alpha = false;
        for (Box box : boxes) {
            long body = box.body();
            switch (box.type()) {
                case "ispe" -> {
                    stored = Claims.size(in.u32(body + 4), in.u32(body + 8));
                    shown = stored;
                }
                case "clap" -> shown = cut(shown, body);
                case "irot" -> shown = shown != null && (in.u8(body) & 1) == 1 ? shown.transposed() : shown;
                case "pixi" -> bits = Math.max(bits, in.u8(body + 4) == 0 ? 8 : in.u8(body + 5));
                case "av1C" -> bits = Math.max(bits, av1Bits(in.u8(body + 2)));
                case "hvcC" -> bits = Math.max(bits, 8 + (in.u8(body + 17) & 7));
                case "colr" -> profile |= in.has(body, "prof") || in.has(body, "rICC");
                case "auxC" -> alpha |= in.has(body + 4, ALPHA_MPEG) || in.has(body + 4, ALPHA_HEVC);
                default -> {
                    // says nothing of the cost
                }
            }
        }
        return new Properties(stored, shown, Math.min(bits, 16), profile, alpha);
    }

    private static int av1Bits(int flags) {
        return (flags & 0x40) == 0 ? 8 : (flags & 0x20) == 0 ? 10 : 12;
    }

    /** The clean aperture, a fraction for each side; what makes no sense cuts nothing. */
    private @Nullable PixelSize cut(@Nullable PixelSize size, long body) throws IOException {
        long across = in.u32(body) / Math.max(1, in.u32(body + 4));
        long down = in.u32(body + 8) / Math.max(1, in.u32(body + 12));
        boolean sensible = size != null && across > 0 && down > 0 && across <= size.width() && down <= size.height();
        return sensible ? new PixelSize((int) across, (int) down) : size;
    }
}
