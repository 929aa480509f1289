package dev.sluice.image.header;

import dev.sluice.image.Layout;
import dev.sluice.image.Probe;
import dev.sluice.units.DataSize;
import dev.sluice.units.MediaType;
import dev.sluice.units.PixelSize;
import java.io.IOException;
import java.nio.ByteOrder;

/**
 * The blocks of a GIF file (GIF89a specification), frames counted as far as patience goes. The size is the one that libnsgif
 * delivers: it takes some screen sizes for mistakes, and lets the first frame enlarge the screen.
 */
final class GifHeader {

    private static final int EXTENSION = 0x21;
    private static final int IMAGE = 0x2c;
    private static final int GRAPHIC_CONTROL = 0xf9;

    /** Above this a screen size is not believed. */
    private static final int MAX_SCREEN = 2048;

    /** What libnsgif keeps for a frame, a third of it: see the copies that the cost model takes for granted. */
    private static final int FRAME_TABLE = 27;

    /** No frame takes fewer bytes of a file. */
    private static final int LEAST_FRAME = 14;

    private final HeaderReader in;
    private int width;
    private int height;
    private int frames;
    private boolean interlaced;
    private boolean transparent;
    private boolean whole = true;

    GifHeader(HeaderReader in) {
        this.in = in;
    }

    Probe read() throws IOException {
        width = u16(6);
        height = u16(8);
        if (width == 0 || height == 0 || width > MAX_SCREEN || height > MAX_SCREEN || isMonitor()) {
            width = 1;
            height = 1;
        }
        long at = 13L + colourTable(in.u8(10));
        int kind = in.u8(at);
        while ((kind == EXTENSION || kind == IMAGE) && !in.tired()) {
            in.step();
            at = kind == IMAGE ? image(at) : extension(at);
            kind = in.peek(at);
        }
        if (frames == 0) {
            throw Claims.damaged("it is a GIF without a frame");
        }
        boolean alpha = transparent || in.tired();
        long possible = frames + (in.tired() ? (in.size() - at) / LEAST_FRAME : 0);
        return new Probe(
                MediaType.GIF,
                new PixelSize(width, height),
                alpha ? 4 : 3,
                8,
                alpha,
                frames,
                1,
                false,
                Claims.metadata(possible * FRAME_TABLE),
                DataSize.ofBytes(in.size()),
                new Layout.Gif(interlaced, whole));
    }

    private int u16(long at) throws IOException {
        return in.u16(at, ByteOrder.LITTLE_ENDIAN);
    }

    /** Whether the screen has the size of a monitor of old, which some programs wrote whatever the picture. */
    private boolean isMonitor() {
        return switch (width) {
            case 640 -> height == 480;
            case 800 -> height == 600;
            case 1024 -> height == 768;
            case 1280 -> height == 1024;
            case 1600 -> height == 1200;
            default -> false;
        };
    }

    private static int colourTable(int flags) {
        return (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);
    }

    private long extension(long at) throws IOException {
        if (in.peek(at + 1) == GRAPHIC_CONTROL && (in.peek(at + 3) & 1) == 1) {
            transparent = true;
        }
        return behindBlocks(at + 2);
    }

    private long image(long at) throws IOException {
        int flags = in.u8(at + 9);
        if (frames == 0) {
            if (u16(at + 5) == 0 || u16(at + 7) == 0) {
                throw Claims.damaged("its first GIF frame has no pixels");
            }
            width = Math.max(width, u16(at + 1) + u16(at + 5));
            height = Math.max(height, u16(at + 3) + u16(at + 7));
            Claims.size(width, height);
            interlaced = (flags & 0x40) != 0;
        }
        frames++;
        return behindBlocks(at + 11 + colourTable(flags));
    }

    /** Where a chain of data blocks ends; the end of the file when it is cut off. */
    private long behindBlocks(long from) throws IOException {
        long at = from;
        int length = in.peek(at);
        while (length > 0 && !in.tired()) {
            in.step();
            at += 1 + length;
            length = in.peek(at);
        }
        whole &= length >= 0;
        return at + 1;
    }
}
