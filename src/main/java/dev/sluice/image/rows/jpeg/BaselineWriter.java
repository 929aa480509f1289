package dev.sluice.image.rows.jpeg;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.util.List;

/**
 * Writes a JPEG with one interleaved scan (T.81, section B.2). It is baseline, unless a quantisation table has values above 255; then
 * its frame header says extended sequential, as libjpeg has it. The result has no restart markers. For one thread, for one file.
 */
final class BaselineWriter {

    /** Bytes that no table or header exceeds. */
    private static final int MAX_HEADER = 256;

    private final PictureIndex index;
    private final FileChannel source;
    private final TargetBuffer out;
    private final BlockEncoder encoder;

    /** @param source file that segments are copied from */
    BaselineWriter(PictureIndex index, FileChannel source, WritableByteChannel target) {
        this.index = index;
        this.source = source;
        out = new TargetBuffer(target);
        List<Component> components = index.frame().components();
        int[][] luminance = {StandardTable.LUMINANCE_DC.codes(), StandardTable.LUMINANCE_AC.codes()};
        int[][] chrominance = {StandardTable.CHROMINANCE_DC.codes(), StandardTable.CHROMINANCE_AC.codes()};
        int[][] dc = new int[components.size()][];
        int[][] ac = new int[components.size()][];
        for (Component component : components) {
            int[][] tables = coloured(component) ? chrominance : luminance;
            dc[component.index()] = tables[0];
            ac[component.index()] = tables[1];
        }
        encoder = new BlockEncoder(out, dc, ac);
    }

    /** Whether a component is taken for one of colour, by its place in YCbCr and YCCK. */
    private static boolean coloured(Component component) {
        return component.index() == 1 || component.index() == 2;
    }

    /** Writes everything up to the first coefficient. */
    void begin() throws IOException {
        out.marker(Markers.START_OF_IMAGE);
        for (Segment segment : index.kept()) {
            copy(segment);
        }
        List<Component> components = index.frame().components();
        boolean wide = false;
        for (Component component : components) {
            wide |= index.quantisation().wide(component);
            if (index.quantisation().shared(component) == component.index()) {
                out.room(MAX_HEADER);
                index.quantisation().write(component, out);
            }
        }
        out.room(MAX_HEADER);
        frame(wide ? Markers.EXTENDED_FRAME : Markers.BASELINE_FRAME);
        for (StandardTable table : StandardTable.values()) {
            out.room(MAX_HEADER);
            table.write(out);
        }
        out.room(MAX_HEADER);
        scan(components);
    }

    private void copy(Segment segment) throws IOException {
        out.room(2);
        out.marker(segment.marker());
        FileWindow window = new FileWindow(source, segment.at());
        for (int i = 0; i < segment.length(); i++) {
            out.room(1);
            out.u8(window.next());
        }
    }

    private void frame(int marker) {
        Frame frame = index.frame();
        out.segment(marker, 6 + 3 * frame.components().size());
        out.u8(Byte.SIZE);
        out.u16(frame.size().height());
        out.u16(frame.size().width());
        out.u8(frame.components().size());
        for (Component component : frame.components()) {
            out.u8(component.id());
            out.u8((component.across() << 4) | component.down());
            out.u8(index.quantisation().shared(component));
        }
    }

    private void scan(List<Component> components) {
        out.segment(Markers.START_OF_SCAN, 4 + 2 * components.size());
        out.u8(components.size());
        for (Component component : components) {
            out.u8(component.id());
            out.u8(coloured(component) ? 0x11 : 0x00);
        }
        out.u8(0);
        out.u8(63);
        out.u8(0);
    }

    /** Writes the next row of MCUs. */
    void row(ComponentRow[] rows, int unitRow) throws IOException {
        int units = index.frame().unitsAcross();
        for (int unit = 0; unit < units; unit++) {
            for (ComponentRow row : rows) {
                unit(row, unit, row.rows(unitRow));
            }
        }
    }

    /** @param inside rows of blocks that hold pixels */
    private void unit(ComponentRow row, int unit, int inside) throws IOException {
        Component component = row.component;
        int first = unit * component.across();
        for (int down = 0; down < component.down(); down++) {
            for (int across = first; across < first + component.across(); across++) {
                if (down < inside && across < component.blocksAcross()) {
                    int block = down * component.paddedAcross() + across;
                    encoder.block(
                            row.coefficients, block << ComponentRow.BLOCK_SHIFT, row.masks[block], component.index());
                } else {
                    encoder.filler(component.index());
                }
            }
        }
    }

    /** Writes what is pending, and the end marker. */
    void end() throws IOException {
        encoder.end();
        out.room(2);
        out.marker(Markers.END_OF_IMAGE);
        out.flush();
    }
}
