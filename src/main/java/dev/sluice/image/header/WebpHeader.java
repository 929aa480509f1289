package dev.sluice.image.header;

import dev.sluice.image.Layout;
import dev.sluice.image.Probe;
import dev.sluice.units.DataSize;
import dev.sluice.units.MediaType;
import dev.sluice.units.PixelSize;
import java.io.IOException;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** The chunks of a WebP file (RFC 9649), frames counted as far as patience goes. */
final class WebpHeader {

    private static final int FIRST_CHUNK = 12;
    private static final int CHUNK_HEADER = 8;
    private static final int FRAME_HEADER = 16;
    private static final int ALPHA = 0x10;

    private final HeaderReader in;
    private @Nullable PixelSize canvas;
    private @Nullable PixelSize picture;
    private boolean alpha;
    private boolean lossless;
    private boolean animated;
    private boolean profile;
    private int frames;
    private int orientation = 1;
    private long metadata;

    WebpHeader(HeaderReader in) {
        this.in = in;
    }

    Probe read() throws IOException {
        if (in.has(FIRST_CHUNK, "VP8X")) {
            long data = FIRST_CHUNK + CHUNK_HEADER;
            alpha = (in.u8(data) & ALPHA) != 0;
            canvas = Claims.size(in.u24LittleEndian(data + 4) + 1, in.u24LittleEndian(data + 7) + 1);
        }
        chunks(FIRST_CHUNK, in.size(), canvas != null);
        if (picture == null) {
            throw Claims.damaged("it is a WebP without pixels");
        }
        PixelSize size = canvas == null ? picture : canvas;
        if (picture.width() > size.width()
                || picture.height() > size.height()
                || (!animated && !picture.equals(size))) {
            throw Claims.damaged("its WebP frame is " + picture + " pixels on a canvas of " + size);
        }
        return new Probe(
                MediaType.WEBP,
                size,
                alpha ? 4 : 3,
                8,
                alpha,
                Math.max(1, frames),
                orientation,
                profile,
                Claims.metadata(metadata),
                DataSize.ofBytes(in.size()),
                new Layout.Webp(lossless, animated));
    }

    /** @param all whether metadata may follow: a simple file has one chunk only */
    private void chunks(long from, long end, boolean all) throws IOException {
        long at = from;
        while (at + CHUNK_HEADER <= end && !in.tired()) {
            in.step();
            long length = in.u32(at + 4, ByteOrder.LITTLE_ENDIAN);
            chunk(at, length);
            if (!all) {
                return;
            }
            at += CHUNK_HEADER + length + (length & 1);
        }
    }

    private void chunk(long at, long length) throws IOException {
        long data = at + CHUNK_HEADER;
        if (in.has(at, "VP8 ")) {
            lossy(data);
        } else if (in.has(at, "VP8L")) {
            lossless(data);
        } else if (in.has(at, "ANIM")) {
            animated = true;
        } else if (in.has(at, "ANMF")) {
            frames++;
            alpha |= showsCanvas(data) || in.has(data + FRAME_HEADER, "ALPH");
            chunks(data + FRAME_HEADER, Math.min(in.size(), data + length), true);
        } else if (in.has(at, "ICCP")) {
            profile = true;
            metadata += length;
        } else if (in.has(at, "EXIF")) {
            orientation = Exif.orientation(in, data, length);
            metadata += Exif.UNPACKED * length;
        } else if (in.has(at, "XMP ")) {
            metadata += length;
        }
    }

    /** Whether a frame leaves some of the canvas, which is transparent, as it was. */
    private boolean showsCanvas(long data) throws IOException {
        return canvas == null
                || in.u24LittleEndian(data + 6) + 1 != canvas.width()
                || in.u24LittleEndian(data + 9) + 1 != canvas.height();
    }

    private void lossy(long data) throws IOException {
        if ((in.u8(data) & 1) != 0 || !in.has(data + 3, "\u009d\u0001*")) {
            throw Claims.damaged("its VP8 frame does not begin as one");
        }
        grow(in.u16(data + 6, ByteOrder.LITTLE_ENDIAN) & 0x3fff, in.u16(data + 8, ByteOrder.LITTLE_ENDIAN) & 0x3fff);
    }

    private void lossless(long data) throws IOException {
        if (in.u8(data) != 0x2f) {
            throw Claims.damaged("its VP8L frame does not begin as one");
        }
        long bits = in.u32(data + 1, ByteOrder.LITTLE_ENDIAN);
        lossless = true;
        alpha |= ((bits >> 28) & 1) != 0;
        grow((bits & 0x3fff) + 1, ((bits >> 14) & 0x3fff) + 1);
    }

    /** Takes the largest of all frames for the picture. */
    private void grow(long width, long height) {
        picture = Claims.larger(Claims.size(width, height), picture);
    }
}
