package dev.sluice.image.rows.webp;

import dev.sluice.failure.BadInput;
import dev.sluice.units.PixelSize;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/**
 * Where the pixels of a still, lossless WebP are, and what its headers say of them (RFC 9649 sections 2.3 to 2.7 and 3.4).
 *
 * @param data offset in the file of the first byte behind the VP8L header
 * @param length bytes from there to the end of the chunk, with the byte that pads it to an even length: libwebp lets bits be there
 * @param size of the picture
 * @param alpha whether the alpha of the pixels counts
 */
record ImageChunk(long data, long length, PixelSize size, boolean alpha) {

    private static final int RIFF_HEADER = 12;
    private static final int CHUNK_HEADER = 8;
    private static final int EXTENDED_LENGTH = 10;
    private static final int ALPHA_FLAG = 0x10;
    private static final int ANIMATION_FLAG = 0x02;

    /** Signature, then 14 bits of width, 14 of height, one of alpha and three of version. */
    private static final int LOSSLESS_HEADER = 5;

    private static final int SIGNATURE = 0x2f;
    private static final int SIDE_BITS = 14;
    private static final int SIDE_MASK = (1 << SIDE_BITS) - 1;
    private static final int ALPHA_SHIFT = 2 * SIDE_BITS;
    private static final int VERSION_SHIFT = ALPHA_SHIFT + 1;

    /** Profiles, metadata and chunks of strangers before the pixels; real files have two or three. */
    private static final int MOST_CHUNKS = 1024;

    private static final int RIFF = tag("RIFF");
    private static final int WEBP = tag("WEBP");
    private static final int EXTENDED = tag("VP8X");
    private static final int LOSSLESS = tag("VP8L");
    private static final int LOSSY = tag("VP8 ");
    private static final int LOSSY_ALPHA = tag("ALPH");
    private static final int ANIMATION = tag("ANIM");
    private static final int FRAME = tag("ANMF");

    /**
     * Walks over the chunks up to the pixels.
     *
     * @throws BadInput DAMAGED_PICTURE when lengths, sizes or the order of chunks make no sense or the file is shorter than it says;
     *     UNSUPPORTED_PICTURE when the picture is lossy or animated
     */
    static ImageChunk find(FileChannel file) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(CHUNK_HEADER + EXTENDED_LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        read(file, 0, RIFF_HEADER, buffer);
        if (buffer.getInt(0) != RIFF || buffer.getInt(8) != WEBP) {
            throw Defect.damaged("it does not begin as a WebP file");
        }
        long end = CHUNK_HEADER + (buffer.getInt(4) & 0xffff_ffffL);
        if (end > file.size()) {
            throw Defect.truncated();
        }
        read(file, RIFF_HEADER, CHUNK_HEADER, buffer);
        if (buffer.getInt(0) != EXTENDED) {
            return pixels(file, RIFF_HEADER, end, buffer);
        }
        return extended(file, end, buffer);
    }

    private static ImageChunk extended(FileChannel file, long end, ByteBuffer buffer) throws IOException {
        read(file, RIFF_HEADER, CHUNK_HEADER + EXTENDED_LENGTH, buffer);
        if (buffer.getInt(4) != EXTENDED_LENGTH) {
            throw Defect.damaged("its VP8X chunk has an impossible length");
        }
        int flags = buffer.get(8);
        int width = unsigned24(buffer, 12) + 1;
        int height = unsigned24(buffer, 15) + 1;
        if ((flags & ANIMATION_FLAG) != 0) {
            throw Defect.unsupported("it is an animated WebP");
        }
        ImageChunk chunk = pixels(file, RIFF_HEADER + CHUNK_HEADER + EXTENDED_LENGTH, end, buffer);
        if (chunk.size.width() != width || chunk.size.height() != height) {
            throw Defect.damaged("its WebP frame is " + chunk.size + " pixels on a canvas of " + width + "x" + height);
        }
        // The flag of the container counts, as it does for libwebp; the bit of the bit stream is a hint only.
        return new ImageChunk(chunk.data, chunk.length, chunk.size, (flags & ALPHA_FLAG) != 0);
    }

    private static int unsigned24(ByteBuffer buffer, int at) {
        return (buffer.getShort(at) & 0xffff) | ((buffer.get(at + 2) & 0xff) << 16);
    }

    /** @param from of the first chunk that may be the pixels; only an extended file may have others before */
    private static ImageChunk pixels(FileChannel file, long from, long end, ByteBuffer buffer) throws IOException {
        boolean extended = from != RIFF_HEADER;
        long at = from;
        for (int chunks = 0; chunks < MOST_CHUNKS; chunks++) {
            if (at + CHUNK_HEADER > end) {
                throw Defect.damaged("it is a WebP without pixels");
            }
            read(file, at, CHUNK_HEADER, buffer);
            int tag = buffer.getInt(0);
            long length = buffer.getInt(4) & 0xffff_ffffL;
            long data = at + CHUNK_HEADER;
            if (length > end - data) {
                throw Defect.damaged("a WebP chunk is longer than the file");
            }
            if (tag == LOSSLESS) {
                return lossless(file, data, length, Math.min(end, data + length + (length & 1)), buffer);
            }
            refuse(tag, extended);
            at = data + length + (length & 1);
        }
        throw Defect.unsupported("it has more than " + MOST_CHUNKS + " WebP chunks before its pixels");
    }

    private static void refuse(int tag, boolean extended) {
        if (tag == LOSSY || tag == LOSSY_ALPHA) {
            throw Defect.unsupported("it is a lossy WebP");
        }
        if (tag == ANIMATION || tag == FRAME) {
            throw Defect.unsupported("it is an animated WebP");
        }
        if (tag == EXTENDED || !extended) {
            throw Defect.damaged("its WebP chunks make no sense");
        }
    }

    private static ImageChunk lossless(FileChannel file, long data, long length, long end, ByteBuffer buffer)
            throws IOException {
        if (length < LOSSLESS_HEADER) {
            throw Defect.damaged("its VP8L chunk has an impossible length");
        }
        read(file, data, LOSSLESS_HEADER, buffer);
        int header = buffer.getInt(1);
        if (buffer.get(0) != SIGNATURE || header >>> VERSION_SHIFT != 0) {
            throw Defect.damaged("its VP8L frame does not begin as one");
        }
        PixelSize size = new PixelSize((header & SIDE_MASK) + 1, ((header >>> SIDE_BITS) & SIDE_MASK) + 1);
        boolean alpha = ((header >>> ALPHA_SHIFT) & 1) != 0;
        long bits = data + LOSSLESS_HEADER;
        return new ImageChunk(bits, end - bits, size, alpha);
    }

    private static void read(FileChannel file, long at, int count, ByteBuffer buffer) throws IOException {
        buffer.clear().limit(count);
        while (buffer.hasRemaining()) {
            if (file.read(buffer, at + buffer.position()) <= 0) {
                throw Defect.truncated();
            }
        }
    }

    private static int tag(String name) {
        return name.charAt(0) | (name.charAt(1) << 8) | (name.charAt(2) << 16) | (name.charAt(3) << 24);
    }
}
