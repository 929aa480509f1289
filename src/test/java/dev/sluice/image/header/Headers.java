package dev.sluice.image.header;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Headers of pictures, made byte by byte. Just as much of a picture as the probes look at. */
final class Headers {

    private Headers() {}

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    static byte[] text(String latin1) {
        return latin1.getBytes(StandardCharsets.ISO_8859_1);
    }

    static byte[] u16(int... values) {
        ByteBuffer buffer = ByteBuffer.allocate(2 * values.length);
        for (int value : values) {
            buffer.putShort((short) value);
        }
        return buffer.array();
    }

    static byte[] u32(long... values) {
        ByteBuffer buffer = ByteBuffer.allocate(4 * values.length);
        for (long value : values) {
            buffer.putInt((int) value);
        }
        return buffer.array();
    }

    static byte[] little16(int... values) {
        ByteBuffer buffer = ByteBuffer.allocate(2 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int value : values) {
            buffer.putShort((short) value);
        }
        return buffer.array();
    }

    static byte[] little32(long... values) {
        ByteBuffer buffer = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (long value : values) {
            buffer.putInt((int) value);
        }
        return buffer.array();
    }

    // JPEG

    static byte[] segment(int marker, byte[]... content) {
        byte[] all = join(content);
        return join(bytes(0xff, marker), u16(all.length + 2), all);
    }

    /** @param factors horizontal in the upper and vertical in the lower half, one for each component */
    static byte[] frame(int marker, int precision, int width, int height, int... factors) {
        byte[] components = new byte[0];
        for (int i = 0; i < factors.length; i++) {
            components = join(components, bytes(i + 1, factors[i], 0));
        }
        return segment(marker, bytes(precision), u16(height, width), bytes(factors.length), components);
    }

    static byte[] scan(int components) {
        return join(segment(0xda, bytes(components), new byte[2 * components + 3]), new byte[64]);
    }

    /** A JPEG with these segments before its frame. */
    static byte[] jpeg(int marker, int width, int height, int[] factors, byte[]... before) {
        return join(bytes(0xff, 0xd8), join(before), frame(marker, 8, width, height, factors), scan(factors.length));
    }

    static byte[] exif(int orientation) {
        return join(text("Exif\0\0"), tiff(ByteOrder.BIG_ENDIAN, false, entry(274, 3, orientation)));
    }

    // PNG

    static byte[] chunk(String type, byte[]... content) {
        byte[] body = join(text(type), join(content));
        CRC32 crc = new CRC32();
        crc.update(body);
        return join(u32(body.length - 4), body, u32(crc.getValue()));
    }

    static byte[] png(int width, int height, int depth, int colour, int interlace, byte[]... before) {
        return join(
                text("\u0089PNG\r\n\u001a\n"),
                chunk("IHDR", u32(width, height), bytes(depth, colour, 0, 0, interlace)),
                join(before),
                chunk("IDAT", new byte[64]));
    }

    static byte[] deflated(byte[] content) {
        try (var out = new ByteArrayOutputStream()) {
            Deflater deflater = new Deflater(9);
            deflater.setInput(content);
            deflater.finish();
            byte[] some = new byte[4096];
            while (!deflater.finished()) {
                out.write(some, 0, deflater.deflate(some));
            }
            deflater.end();
            return out.toByteArray();
        } catch (java.io.IOException impossible) {
            throw new AssertionError(impossible);
        }
    }

    // WebP

    static byte[] riffChunk(String type, byte[]... content) {
        byte[] body = join(content);
        return join(text(type), little32(body.length), body, new byte[body.length & 1]);
    }

    static byte[] webp(byte[]... chunks) {
        byte[] body = join(text("WEBP"), join(chunks));
        return join(text("RIFF"), little32(body.length), body);
    }

    static byte[] vp8(int width, int height) {
        return riffChunk("VP8 ", bytes(0x10, 0, 0, 0x9d, 0x01, 0x2a), little16(width, height), new byte[16]);
    }

    static byte[] vp8l(int width, int height, boolean alpha) {
        return riffChunk(
                "VP8L",
                bytes(0x2f),
                little32((width - 1) | ((height - 1) << 14) | (alpha ? 1 << 28 : 0)),
                new byte[16]);
    }

    static byte[] vp8x(int flags, int width, int height) {
        return riffChunk("VP8X", little32(flags), little24(width - 1), little24(height - 1));
    }

    static byte[] animationFrame(int width, int height, byte[] picture) {
        return riffChunk(
                "ANMF", new byte[6], little24(width - 1), little24(height - 1), little24(100), bytes(0), picture);
    }

    private static byte[] little24(int value) {
        return bytes(value, value >> 8, value >> 16);
    }

    // GIF

    static byte[] gif(int width, int height, byte[]... blocks) {
        return join(text("GIF89a"), little16(width, height), bytes(0x80, 0, 0), new byte[6], join(blocks), bytes(0x3b));
    }

    static byte[] gifFrame(int left, int top, int width, int height, int flags) {
        return join(bytes(0x2c), little16(left, top, width, height), bytes(flags, 2, 3, 1, 2, 3, 0));
    }

    static byte[] gifControl(boolean transparent) {
        return bytes(0x21, 0xf9, 4, transparent ? 1 : 0, 0, 0, 0, 0);
    }

    // TIFF

    /** One entry of a TIFF directory with values inside it. */
    record Entry(int tag, int type, List<Long> values) {}

    static Entry entry(int tag, int type, long... values) {
        return new Entry(tag, type, Arrays.stream(values).boxed().toList());
    }

    /** A TIFF of one directory and no pixels. */
    static byte[] tiff(ByteOrder order, boolean big, Entry... entries) {
        ByteBuffer out = ByteBuffer.allocate(4096).order(order);
        out.put(text(order == ByteOrder.BIG_ENDIAN ? "MM" : "II"));
        out.putShort((short) (big ? 43 : 42));
        if (big) {
            out.putShort((short) 8).putShort((short) 0).putLong(16).putLong(entries.length);
        } else {
            out.putInt(8).putShort((short) entries.length);
        }
        List<byte[]> outside = new ArrayList<>();
        int end = out.position() + entries.length * (big ? 20 : 12) + (big ? 8 : 4);
        for (Entry entry : entries) {
            byte[] values = values(entry, order);
            int inside = big ? 8 : 4;
            out.putShort((short) entry.tag()).putShort((short) entry.type());
            putCount(out, big, entry.values().size());
            if (values.length <= inside) {
                out.put(values).put(new byte[inside - values.length]);
            } else {
                putCount(out, big, end);
                end += values.length;
                outside.add(values);
            }
        }
        putCount(out, big, 0);
        outside.forEach(out::put);
        byte[] all = new byte[out.position()];
        out.flip().get(all);
        return all;
    }

    private static void putCount(ByteBuffer out, boolean big, long count) {
        if (big) {
            out.putLong(count);
        } else {
            out.putInt((int) count);
        }
    }

    private static byte[] values(Entry entry, ByteOrder order) {
        ByteBuffer values = ByteBuffer.allocate(8 * entry.values().size()).order(order);
        for (long value : entry.values()) {
            switch (entry.type()) {
                case 3 -> values.putShort((short) value);
                case 4 -> values.putInt((int) value);
                case 16 -> values.putLong(value);
                default -> values.put((byte) value);
            }
        }
        byte[] all = new byte[values.position()];
        values.flip().get(all);
        return all;
    }

    // AVIF and HEIC

    static byte[] box(String type, byte[]... content) {
        byte[] body = join(content);
        return join(u32(body.length + 8), text(type), body);
    }

    static byte[] fullBox(String type, int version, int flags, byte[]... content) {
        return box(type, u32(((long) version << 24) + flags), join(content));
    }

    /** An item and the numbers of its properties, from 1. */
    record Item(int id, String type, List<Integer> properties) {}

    static Item item(int id, String type, Integer... properties) {
        return new Item(id, type, List.of(properties));
    }

    /**
     * A file of items, the first of which is the picture. The data of all items are the same.
     *
     * @param references boxes inside {@code iref}
     */
    static byte[] heif(String brand, List<Item> items, byte[] properties, byte[] references, byte[] data) {
        byte[] start = box("ftyp", text(brand), u32(0), text("mif1"));
        int from = start.length + meta(items, properties, references, 0, 0).length + 8;
        return join(start, meta(items, properties, references, from, data.length), box("mdat", data));
    }

    private static byte[] meta(List<Item> items, byte[] properties, byte[] references, int data, int length) {
        byte[] infos = new byte[0];
        byte[] associations = new byte[0];
        byte[] locations = new byte[0];
        for (Item item : items) {
            infos = join(infos, fullBox("infe", 2, 0, u16(item.id(), 0), text(item.type()), bytes(0)));
            associations =
                    join(associations, u16(item.id()), bytes(item.properties().size()));
            for (int property : item.properties()) {
                associations = join(associations, bytes(property));
            }
            locations = join(locations, u16(item.id(), 0, 1), u32(data, length));
        }
        int count = items.size();
        return fullBox(
                "meta",
                0,
                0,
                fullBox("hdlr", 0, 0, u32(0), text("pict"), new byte[13]),
                fullBox("pitm", 0, 0, u16(items.getFirst().id())),
                fullBox("iloc", 0, 0, bytes(0x44, 0), u16(count), locations),
                fullBox("iinf", 0, 0, u16(count), infos),
                references.length == 0 ? new byte[0] : fullBox("iref", 0, 0, references),
                box("iprp", box("ipco", properties), fullBox("ipma", 0, 0, u32(count), associations)));
    }

    static byte[] size(int width, int height) {
        return fullBox("ispe", 0, 0, u32(width, height));
    }

    /** AV1 data with a reduced sequence header: the size is written with 16 bits a side. */
    static byte[] av1(int width, int height) {
        long sides = ((long) (width - 1) << 16) | (height - 1);
        // profile 0, still picture, reduced header, level 0, twice 15 for 16 bits, then the sides
        long bits = (0b000_1_1_00000_1111_1111L << 32) | sides;
        byte[] sequence = ByteBuffer.allocate(8).putLong(bits << 14).array();
        return join(bytes(0x12, 0, 0x0a, 8), sequence);
    }

    // BMP and the rest

    static byte[] bmp(int width, int height, int bits, int compression) {
        return join(
                text("BM"),
                little32(54, 0, 54, 40, width, height),
                little16(1, bits),
                little32(compression, 0, 0, 0, 0, 0),
                new byte[64]);
    }

    /** A picture of an icon behind its entry of the directory, which has no place yet. */
    static byte[] icon(int side, int bits) {
        int pixels = side == 0 ? 256 : side;
        byte[] picture = join(
                little32(40, pixels, 2L * pixels),
                little16(1, bits),
                little32(0, 0, 0, 0, 0, 0),
                new byte[pixels * pixels * bits / 8]);
        return icon(side, bits, picture);
    }

    static byte[] icon(int side, int bits, byte[] picture) {
        return join(bytes(side, side, 0, 0), little16(1, bits), little32(picture.length, 0), picture);
    }

    /** A directory of entries, and the pictures of all behind it. */
    static byte[] ico(byte[]... icons) {
        byte[] directory = little16(0, 1, icons.length);
        byte[] pictures = new byte[0];
        for (byte[] icon : icons) {
            byte[] entry = join(Arrays.copyOf(icon, 12), little32(6 + 16L * icons.length + pictures.length));
            directory = join(directory, entry);
            pictures = join(pictures, Arrays.copyOfRange(icon, 16, icon.length));
        }
        return join(directory, pictures);
    }
}
