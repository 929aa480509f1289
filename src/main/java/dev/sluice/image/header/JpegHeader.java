package dev.sluice.image.header;

import dev.sluice.image.ChromaSubsampling;
import dev.sluice.image.Layout;
import dev.sluice.image.Layout.CodingProcess;
import dev.sluice.image.Probe;
import dev.sluice.units.DataSize;
import dev.sluice.units.MediaType;
import dev.sluice.units.PixelSize;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The segments of a JPEG file up to its first scan (ITU-T T.81, annex B). Further pictures behind the first (MPF) are not
 * looked for.
 */
final class JpegHeader {

    private static final int BLOCK = 8;

    /** A block takes at least one bit: the shortest code for its first coefficient. */
    private static final int LEAST_BLOCKS_PER_BYTE = 8;

    private final HeaderReader in;
    private int orientation = 1;
    private boolean exif;
    private boolean profile;
    private boolean adobe;
    private long metadata;
    private @Nullable Frame frame;

    /** What a frame header says. */
    private record Frame(
            CodingProcess process,
            int precision,
            PixelSize size,
            int components,
            long samples,
            ChromaSubsampling subsampling) {}

    JpegHeader(HeaderReader in) {
        this.in = in;
    }

    Probe read() throws IOException {
        long at = 2;
        while (true) {
            long code = marker(at);
            int marker = in.u8(code);
            at = code + 1;
            if (marker == 0xd9) {
                throw Claims.damaged("it ends before its first scan");
            }
            if (marker == 0x01 || (marker >= 0xd0 && marker <= 0xd8)) {
                continue;
            }
            int length = in.u16(at);
            if (length < 2) {
                throw Claims.damaged("a JPEG segment has an impossible length");
            }
            if (marker == 0xda) {
                return probe(in.u8(at + 2));
            }
            segment(marker, at + 2, length - 2);
            at += length;
        }
    }

    /** Where the code of the next marker is, behind garbage and fill bytes. */
    private long marker(long from) throws IOException {
        long at = from;
        while (in.u8(at) != 0xff || in.u8(at + 1) == 0xff || in.u8(at + 1) == 0) {
            in.step();
            at++;
        }
        in.step();
        return at + 1;
    }

    private void segment(int marker, long at, int length) throws IOException {
        if (marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc) {
            if (frame != null) {
                throw Claims.damaged("it has two JPEG frame headers");
            }
            frame = frame(marker, at, length);
        } else if ((marker >= 0xe0 && marker <= 0xef) || marker == 0xfe) {
            metadata += length;
            application(marker, at, length);
        }
    }

    private void application(int marker, long at, int length) throws IOException {
        if (marker == 0xe1 && !exif && length > 6 && in.has(at, "Exif\0")) {
            exif = true;
            metadata += (Exif.UNPACKED - 1) * length;
            orientation = Exif.orientation(in, at + 6, length - 6);
        } else if (marker == 0xe2 && length > 12 && in.has(at, "ICC_PROFILE\0")) {
            profile = true;
        } else if (marker == 0xee && length >= 12 && in.has(at, "Adobe")) {
            adobe = true;
        }
    }

    private Frame frame(int marker, long at, int length) throws IOException {
        int precision = in.u8(at);
        PixelSize size = Claims.size(in.u16(at + 3), in.u16(at + 1));
        int components = in.u8(at + 5);
        if (precision < 2 || precision > 16 || components < 1 || components > 4 || length < 6 + 3 * components) {
            throw Claims.damaged("its JPEG frame header makes no sense");
        }
        int[] across = new int[components];
        int[] down = new int[components];
        int maxAcross = 1;
        int maxDown = 1;
        for (int i = 0; i < components; i++) {
            int factors = in.u8(at + 7 + 3L * i);
            across[i] = factors >> 4;
            down[i] = factors & 15;
            if (across[i] < 1 || across[i] > 4 || down[i] < 1 || down[i] > 4) {
                throw Claims.damaged("its JPEG sampling factors make no sense");
            }
            maxAcross = Math.max(maxAcross, across[i]);
            maxDown = Math.max(maxDown, down[i]);
        }
        long units =
                (long) Math.ceilDiv(size.width(), BLOCK * maxAcross) * Math.ceilDiv(size.height(), BLOCK * maxDown);
        long samples = 0;
        for (int i = 0; i < components; i++) {
            samples += units * across[i] * down[i] * BLOCK * BLOCK;
        }
        return new Frame(process(marker), precision, size, components, samples, ChromaSubsampling.of(across, down));
    }

    private static CodingProcess process(int marker) {
        return switch (marker) {
            case 0xc0 -> CodingProcess.BASELINE;
            case 0xc1 -> CodingProcess.EXTENDED;
            case 0xc2 -> CodingProcess.PROGRESSIVE;
            default -> CodingProcess.UNUSUAL;
        };
    }

    /** @param scanned components in the first scan: fewer than there are, and a decoder has to keep the whole picture */
    private Probe probe(int scanned) {
        if (frame == null) {
            throw Claims.damaged("it has a JPEG scan without a frame header");
        }
        boolean sequential = frame.process != CodingProcess.PROGRESSIVE;
        CodingProcess process = sequential && scanned < frame.components ? CodingProcess.UNUSUAL : frame.process;
        if (process != CodingProcess.UNUSUAL) {
            long least = frame.samples / (BLOCK * BLOCK * LEAST_BLOCKS_PER_BYTE);
            Claims.plausible(frame.size, least, in.size());
        }
        return new Probe(
                MediaType.JPEG,
                frame.size,
                frame.components,
                frame.precision,
                false,
                1,
                orientation,
                profile,
                Claims.metadata(metadata),
                DataSize.ofBytes(in.size()),
                new Layout.Jpeg(process, frame.subsampling, frame.samples, adobe && frame.components == 4));
    }
}
