package dev.sluice.image.header;

import dev.sluice.failure.BadInput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The boxes of an AVIF or HEIC file that say which pictures are in it (ISO/IEC 14496-12 and 23008-12): items, what they are,
 * what belongs to them and where their bytes are. Nothing is kept but where the boxes begin.
 */
final class HeifBoxes {

    /** Nobody asks for more of an item's properties or parts. */
    private static final int MAX_LIST = 1024;

    private static final Box NONE = new Box("", 0, 0);

    private final HeaderReader in;
    private final Box meta;
    private final Box items;
    private final Box references;
    private final boolean wideReferences;
    private final Box properties;
    private final Box locations;

    /**
     * One box.
     *
     * @param type four characters
     * @param body where its content begins
     * @param end where it ends, no farther than the box around it
     */
    record Box(String type, long body, long end) {

        /** Whether there is no such box. */
        boolean missing() {
            return end == 0;
        }
    }

    /** A stretch of the file; {@code to} is exclusive. */
    record Extent(long from, long to) {}

    HeifBoxes(HeaderReader in) throws IOException {
        this.in = in;
        meta = find("meta", 0, in.size());
        items = inMeta("iinf");
        references = inMeta("iref");
        wideReferences = !references.missing() && in.u8(references.body) > 0;
        properties = inMeta("iprp");
        locations = inMeta("iloc");
        if (meta.missing() || items.missing() || properties.missing()) {
            throw Claims.damaged("it has no description of its pictures");
        }
    }

    private Box inMeta(String type) throws IOException {
        return find(type, meta.body + 4, meta.end);
    }

    /** The first box of a type between two places, or a missing one. */
    private Box find(String type, long from, long to) throws IOException {
        long at = from;
        while (at + 8 <= to) {
            Box box = box(at, to);
            if (box.type.equals(type)) {
                return box;
            }
            at = box.end;
        }
        return NONE;
    }

    private Box box(long at, long limit) throws IOException {
        in.step();
        long length = in.u32(at);
        StringBuilder type = new StringBuilder(4);
        for (int i = 4; i < 8; i++) {
            type.append((char) in.u8(at + i));
        }
        int header = length == 1 ? 16 : 8;
        if (length == 1) {
            length = in.u64(at + 8);
        } else if (length == 0) {
            length = limit - at;
        }
        if (length < header) {
            throw Claims.damaged("a box in it has an impossible length");
        }
        return new Box(type.toString(), at + header, length > limit - at ? limit : at + length);
    }

    /** The item that is the picture. */
    long primary() throws IOException {
        Box box = inMeta("pitm");
        if (box.missing()) {
            throw Claims.damaged("it does not say which of its pictures is the one");
        }
        return id(box.body + 4, in.u8(box.body) > 0);
    }

    /** What an item is: {@code av01}, {@code hvc1}, {@code grid} and so on; empty when there is no such item. */
    String type(long item) throws IOException {
        long at = items.body + (in.u8(items.body) == 0 ? 6 : 8);
        while (at + 8 <= items.end) {
            Box entry = box(at, items.end);
            boolean wide = in.u8(entry.body) > 2;
            if (id(entry.body + 4, wide) == item) {
                long type = entry.body + (wide ? 10 : 8);
                return "" + (char) in.u8(type) + (char) in.u8(type + 1) + (char) in.u8(type + 2)
                        + (char) in.u8(type + 3);
            }
            at = entry.end;
        }
        return "";
    }

    /** The items that a derived item is made of, in order. */
    List<Long> partsOf(long item) throws IOException {
        List<Long> parts = new ArrayList<>();
        int width = wideReferences ? 4 : 2;
        long at = references.body + 4;
        while (at + 8 <= references.end) {
            Box reference = box(at, references.end);
            if (reference.type.equals("dimg") && id(reference.body, wideReferences) == item) {
                int count = Math.min(MAX_LIST, in.u16(reference.body + width));
                for (int i = 0; i < count; i++) {
                    parts.add(id(reference.body + width + 2 + (long) i * width, wideReferences));
                }
            }
            at = reference.end;
        }
        return parts;
    }

    /** The items that say of themselves that they are an accessory of this one: its alpha, its depth. */
    List<Long> accessoriesOf(long item) throws IOException {
        List<Long> accessories = new ArrayList<>();
        int width = wideReferences ? 4 : 2;
        long at = references.body + 4;
        while (at + 8 <= references.end && accessories.size() < MAX_LIST) {
            Box reference = box(at, references.end);
            if (reference.type.equals("auxl") && id(reference.body + width + 2, wideReferences) == item) {
                accessories.add(id(reference.body, wideReferences));
            }
            at = reference.end;
        }
        return accessories;
    }

    /** The properties of an item, in the order in which they apply. */
    List<Box> propertiesOf(long item) throws IOException {
        List<Box> found = new ArrayList<>();
        Box container = find("ipco", properties.body, properties.end);
        long at = container.end;
        while (!container.missing() && at + 8 <= properties.end) {
            Box box = box(at, properties.end);
            if (box.type.equals("ipma")) {
                associated(box, item, container, found);
            }
            at = box.end;
        }
        return found;
    }

    private void associated(Box box, long item, Box container, List<Box> found) throws IOException {
        boolean wideId = in.u8(box.body) > 0;
        boolean wideIndex = (in.u8(box.body + 3) & 1) == 1;
        long entries = in.u32(box.body + 4);
        long at = box.body + 8;
        for (long i = 0; i < entries; i++) {
            in.step();
            boolean wanted = id(at, wideId) == item;
            at += wideId ? 4 : 2;
            int count = in.u8(at++);
            for (int k = 0; wanted && k < count && found.size() < MAX_LIST; k++) {
                int index = wideIndex ? in.u16(at + 2L * k) & 0x7fff : in.u8(at + k) & 0x7f;
                property(container, index, found);
            }
            at += (long) count * (wideIndex ? 2 : 1);
        }
    }

    /** Adds the property with this number, from 1; 0 means none. */
    private void property(Box container, int index, List<Box> found) throws IOException {
        long at = container.body;
        for (int i = 1; i <= index && at + 8 <= container.end; i++) {
            Box box = box(at, container.end);
            if (i == index) {
                found.add(box);
            }
            at = box.end;
        }
    }

    /**
     * Where the bytes of an item are in the file.
     *
     * @throws BadInput DAMAGED_PICTURE when they are nowhere, UNSUPPORTED_PICTURE when they are in several
     *     places or in another item
     */
    Extent extentOf(long item) throws IOException {
        if (locations.missing()) {
            throw nowhere();
        }
        int version = in.u8(locations.body);
        int sizes = in.u16(locations.body + 4);
        int offsetSize = sizes >> 12;
        int lengthSize = (sizes >> 8) & 15;
        int baseSize = (sizes >> 4) & 15;
        int indexSize = version == 0 ? 0 : sizes & 15;
        boolean wide = version > 1;
        long count = id(locations.body + 6, wide);
        long at = locations.body + (wide ? 10 : 8);
        for (long i = 0; i < count; i++) {
            in.step();
            boolean wanted = id(at, wide) == item;
            at += wide ? 4 : 2;
            int method = version == 0 ? 0 : in.u16(at) & 15;
            at += version == 0 ? 2 : 4;
            long base = number(at, baseSize);
            int extents = in.u16(at + baseSize);
            at += baseSize + 2;
            if (wanted && (extents != 1 || method > 1)) {
                throw Claims.unsupported("its pixels are scattered over the file");
            }
            if (wanted) {
                long from = (method == 0 ? 0 : inMeta("idat").body) + base + number(at + indexSize, offsetSize);
                long length = number(at + indexSize + offsetSize, lengthSize);
                return new Extent(from, length == 0 ? in.size() : from + length);
            }
            at += (long) extents * (indexSize + offsetSize + lengthSize);
        }
        throw nowhere();
    }

    private static BadInput nowhere() {
        return Claims.damaged("it does not say where its pixels are");
    }

    private long number(long at, int width) throws IOException {
        return switch (width) {
            case 0 -> 0;
            case 4 -> in.u32(at);
            case 8 -> in.u64(at);
            default -> throw Claims.damaged("its item locations make no sense");
        };
    }

    private long id(long at, boolean wide) throws IOException {
        return wide ? in.u32(at) : in.u16(at);
    }
}
