package dev.sluice.image.rows.png;

import dev.sluice.failure.BadInput;
import dev.sluice.failure.StoreFailure;
import dev.sluice.image.rows.Allowance;
import dev.sluice.image.rows.RowReader;
import dev.sluice.image.rows.RowReducer;
import dev.sluice.image.rows.RowSink;
import dev.sluice.units.PixelSize;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * Reads a PNG row by row, an interlaced one too, into the pixels that the engine would make of it: palette and transparent colours are
 * RGB, grey and alpha, grey is of 8 bits at least, and gamma is not looked at. Of an animation it reads the picture that stands for it
 * where animations are not known. Half of an interlaced picture is inflated twice. Holds {@link #heap} bytes from {@link #read} on,
 * whatever the height. For one thread.
 */
public final class PngRows implements RowReader {

    /** Rows between two looks. */
    private static final int LOOK_EVERY = 16;

    /** Palette, objects. */
    private static final long SLACK = 4096;

    private final FileChannel channel;
    private final FileWindow file;
    private final PngStructure png;
    private final SampleExpander expander;
    private final int shrink;

    private PngRows(FileChannel channel, long offset, int shrink) {
        this.channel = channel;
        this.shrink = shrink;
        file = new FileWindow(channel);
        file.skip(offset);
        png = new PngStructure(file);
        expander = new SampleExpander(png, png.size().width());
    }

    /**
     * Opens a file and reads what stands before its image data.
     *
     * @param shrink 1 to {@link RowReducer#MAX_SHRINK}
     * @param allowance never asked: all that a PNG needs is told by its header
     * @return closed by the caller
     * @throws BadInput DAMAGED_PICTURE when it is no PNG or its header is broken; UNSUPPORTED_PICTURE when it has a critical chunk that
     *     is not known, or a side above 65535 pixels
     * @throws StoreFailure BROKEN when the file cannot be read
     */
    public static PngRows open(Path file, int shrink, Allowance allowance) {
        return open(file, 0, shrink, allowance);
    }

    /**
     * Opens a PNG within a file.
     *
     * @param offset where it begins
     * @throws BadInput as {@link #open(Path, int, Allowance)} does
     * @throws StoreFailure BROKEN when the file cannot be read
     */
    public static PngRows open(Path file, long offset, int shrink, Allowance allowance) {
        RowReducer.size(new PixelSize(1, 1), shrink);
        FileChannel channel;
        try {
            channel = FileChannel.open(file, StandardOpenOption.READ);
        } catch (IOException broken) {
            throw new StoreFailure(StoreFailure.Kind.BROKEN, "the picture's file could not be opened", broken);
        }
        boolean opened = false;
        try {
            PngRows rows = new PngRows(channel, offset, shrink);
            opened = true;
            return rows;
        } finally {
            if (!opened) {
                close(channel);
            }
        }
    }

    /**
     * Bytes of heap that one holds at most: a little less where the samples of the file are below 8 bits or need no conversion.
     *
     * @param channels of the result
     * @param bitsPerChannel of the result, 8 or 16
     */
    public static long heap(PixelSize size, int channels, int bitsPerChannel, boolean interlaced, int shrink) {
        long pixel = (long) channels * bitsPerChannel / Byte.SIZE;
        long held = SLACK
                + (interlaced ? 2 : 1) * pixel * size.width()
                + RowReducer.heap(size.width(), channels, bitsPerChannel / Byte.SIZE, shrink);
        for (Pass pass : interlaced ? Pass.ADAM7 : Pass.WHOLE) {
            held += Inflation.HEAP + 2 * pixel * Math.max(0, pass.width(size));
        }
        return held;
    }

    @Override
    public PixelSize size() {
        return RowReducer.size(png.size(), shrink);
    }

    @Override
    public int channels() {
        return expander.channels();
    }

    @Override
    public int bytesPerChannel() {
        return expander.bytesPerChannel();
    }

    @Override
    public void read(RowSink sink, Runnable look) {
        PixelSize size = png.size();
        RowReducer reducer = new RowReducer(size, channels(), bytesPerChannel(), shrink, sink);
        byte[] assembled = new byte[png.interlaced() ? size.width() * channels() * bytesPerChannel() : 0];
        PassRows[] passes = openPasses(look);
        for (int y = 0; y < size.height(); y++) {
            if (y % LOOK_EVERY == 0) {
                look.run();
            }
            reducer.row(row(y, passes, assembled));
        }
        passes[passes.length - 1].finish();
    }

    /** Leaves an inflater where each pass begins: one goes ahead, and is that of the last pass. */
    private PassRows[] openPasses(Runnable look) {
        PixelSize size = png.size();
        int bits = png.depth() * png.colour().samples();
        List<Pass> filled = (png.interlaced() ? Pass.ADAM7 : Pass.WHOLE)
                .stream().filter(pass -> pass.bytes(size, bits) > 0).toList();
        PassRows[] passes = new PassRows[filled.size()];
        Inflation ahead = new Inflation(new ImageData(file, png.imageBytes()), look);
        for (int at = 0; at < passes.length; at++) {
            Pass pass = filled.get(at);
            boolean last = at == passes.length - 1;
            passes[at] = new PassRows(pass, size, bits, last ? ahead : ahead.copy());
            if (!last) {
                ahead.skip(pass.bytes(size, bits));
            }
        }
        return passes;
    }

    private byte[] row(int y, PassRows[] passes, byte[] assembled) {
        for (PassRows rows : passes) {
            if (rows.pass().crosses(y)) {
                byte[] pixels = expander.expand(rows.next(), rows.width());
                if (rows.pass().columnStep() == 1) {
                    return pixels;
                }
                scatter(pixels, rows.pass(), assembled);
            }
        }
        return assembled;
    }

    /** Puts a pass's pixels where they belong; written out for RGB of 8 bits, which most pictures are. */
    private void scatter(byte[] pixels, Pass pass, byte[] assembled) {
        int pixel = channels() * bytesPerChannel();
        int step = pass.columnStep() * pixel;
        int from = 0;
        if (pixel == 3) {
            for (int to = 3 * pass.firstColumn(); to < assembled.length; to += step) {
                assembled[to] = pixels[from];
                assembled[to + 1] = pixels[from + 1];
                assembled[to + 2] = pixels[from + 2];
                from += 3;
            }
            return;
        }
        for (int to = pass.firstColumn() * pixel; to < assembled.length; to += step) {
            for (int at = to; at < to + pixel; at++) {
                assembled[at] = pixels[from++];
            }
        }
    }

    @Override
    public void close() {
        close(channel);
    }

    private static void close(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException broken) {
            throw new StoreFailure(StoreFailure.Kind.BROKEN, "the picture's file could not be closed", broken);
        }
    }
}
