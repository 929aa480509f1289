package dev.sluice.image.rows.jpeg;

import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Walks over the markers of a file once and indexes its scans, each with the tables and the restart interval that are in force where
 * it begins (T.81, section B.2). Whatever the scans say of themselves is held against section G.1.1 here, so that cursors need not.
 * For one thread, for one file.
 */
final class MarkerWalk {

    /** Scans of a picture: as many as libvips takes. */
    static final int MAX_SCANS = 100;

    /** Segments kept for the result: a colour profile comes in 255 at most. */
    static final int MAX_KEPT = 512;

    private final MarkerReader in;
    private final boolean keepTruncated;
    private final HeapMeter heap;
    private final HuffmanTables huffman;
    private final QuantisationTables quantisation = new QuantisationTables();
    private final Progression progression = new Progression();
    private final List<Scan> scans = new ArrayList<>();
    private final List<Segment> kept = new ArrayList<>();
    private @Nullable Frame frame;
    private int interval;

    MarkerWalk(FileChannel channel, long size, boolean keepTruncated, HeapMeter heap) {
        in = new MarkerReader(channel, size);
        this.keepTruncated = keepTruncated;
        this.heap = heap;
        huffman = new HuffmanTables(heap);
    }

    PictureIndex index() {
        if (in.marker() != Markers.START_OF_IMAGE || in.position() != 2) {
            throw Faults.damaged("it does not begin as a JPEG does");
        }
        boolean ended = false;
        int marker = in.marker();
        while (marker != MarkerReader.NOTHING && !ended) {
            ended = marker == Markers.END_OF_IMAGE || !passed(marker);
            if (!ended) {
                marker = in.marker();
            }
        }
        return finish(marker == Markers.END_OF_IMAGE);
    }

    /** Whether the file goes on behind what this marker begins. */
    private boolean passed(int marker) {
        if (Markers.restarts(marker) || marker == Markers.TEMPORARY) {
            return true;
        }
        if (marker == Markers.START_OF_IMAGE) {
            throw Faults.damaged("a second JPEG begins inside it");
        }
        if (!Markers.known(marker)) {
            throw Faults.damaged("a JPEG marker has no known meaning");
        }
        long at = in.position();
        if (!in.enter()) {
            return false;
        }
        segment(marker, at);
        in.leave();
        return true;
    }

    private void segment(int marker, long at) {
        switch (marker) {
            case Markers.PROGRESSIVE_FRAME -> frame();
            case Markers.START_OF_SCAN -> scan();
            case Markers.HUFFMAN_TABLES -> huffman.define(in);
            case Markers.QUANTISATION_TABLES -> quantisation.define(in);
            case Markers.RESTART_INTERVAL -> interval();
            case Markers.NUMBER_OF_LINES -> throw Faults.unsupported("its height is said only behind its first scan");
            case Markers.ARITHMETIC_CONDITIONING -> throw Faults.unsupported("it is coded arithmetically");
            case Markers.HIERARCHICAL_PROGRESSION, Markers.EXPAND_REFERENCE ->
                throw Faults.unsupported("it is a hierarchical JPEG");
            default -> other(marker, at);
        }
    }

    private void other(int marker, long at) {
        if (Markers.framed(marker)) {
            throw Faults.unsupported("it is no progressive JPEG with Huffman coding");
        }
        int length = (int) (in.position() - at) + in.left();
        if (scans.isEmpty() && describesColourOrPlace(marker)) {
            if (kept.size() == MAX_KEPT) {
                throw Faults.damaged("it has more than " + MAX_KEPT + " segments of profiles and EXIF");
            }
            kept.add(new Segment(marker, at, length));
        }
    }

    /** Whether the pixels mean something else without this segment. */
    private boolean describesColourOrPlace(int marker) {
        return switch (marker) {
            case Markers.JFIF -> in.begins("JFIF\0");
            case Markers.EXIF -> in.begins("Exif\0");
            case Markers.PROFILE -> in.begins("ICC_PROFILE\0");
            case Markers.ADOBE -> in.begins("Adobe");
            default -> false;
        };
    }

    private void frame() {
        if (frame != null) {
            throw Faults.damaged("it has two JPEG frame headers");
        }
        frame = Frame.read(in);
        heap.rows(frame);
    }

    private void interval() {
        interval = in.u16();
        if (in.left() != 0) {
            throw Faults.damaged("a JPEG segment is longer than what it holds");
        }
    }

    /** A scan header: section B.2.3. */
    private void scan() {
        if (frame == null) {
            throw Faults.damaged("it has a JPEG scan without a frame header");
        }
        if (scans.size() == MAX_SCANS) {
            throw Faults.unsupported("it has more than " + MAX_SCANS + " scans");
        }
        int count = in.u8();
        if (count < 1 || count > frame.components().size() || in.left() != 2 * count + 3) {
            throw Faults.damaged("a JPEG scan header makes no sense");
        }
        List<Component> components = new ArrayList<>();
        int[] tables = new int[count];
        for (int i = 0; i < count; i++) {
            components.add(component(frame, in.u8(), components));
            tables[i] = in.u8();
        }
        Band band = Band.read(in);
        if (!band.dc() && count > 1) {
            throw Faults.damaged("a scan of details has more than one component");
        }
        for (Component component : components) {
            progression.admit(component, band);
            quantisation.latch(component);
        }
        heap.scan();
        scans.add(new Scan(scans.size() + 1, components, band, tables(band, tables), interval, in.position()));
    }

    private static Component component(Frame frame, int id, List<Component> before) {
        for (Component component : frame.components()) {
            if (component.id() == id) {
                if (before.contains(component)) {
                    throw Faults.damaged("a scan names the same component twice");
                }
                return component;
            }
        }
        throw Faults.damaged("a scan names a component that is not there");
    }

    /** @param destinations of each component, the one for means in the upper four bits */
    private List<HuffmanTable> tables(Band band, int[] destinations) {
        List<HuffmanTable> tables = new ArrayList<>();
        if (!band.dc()) {
            tables.add(huffman.ac(destinations[0] & 15));
        } else if (!band.refines()) {
            for (int destination : destinations) {
                tables.add(huffman.dc(destination >> 4));
            }
        }
        return tables;
    }

    /** @param whole whether the file had an end marker */
    private PictureIndex finish(boolean whole) {
        if (frame == null || scans.isEmpty()) {
            throw Faults.damaged("it ends before its first scan");
        }
        for (Component component : frame.components()) {
            if (!keepTruncated && !progression.begun(component)) {
                throw Faults.damaged("there is no scan of one of its components");
            }
            quantisation.latchMissing(component);
        }
        if (!keepTruncated && !whole && !progression.complete(frame)) {
            throw Faults.damaged("it ends before its last scan");
        }
        return new PictureIndex(frame, quantisation, scans, kept, progression.smoothed(frame));
    }
}
