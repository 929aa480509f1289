package dev.sluice.image.rows.bmp;

import dev.sluice.failure.BadInput;
import dev.sluice.failure.StoreFailure;
import dev.sluice.image.rows.RowReader;
import dev.sluice.image.rows.RowReducer;
import dev.sluice.image.rows.RowSink;
import dev.sluice.units.PixelSize;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Reads a BMP, or one in an icon, row by row: RGB, with alpha where a mask says so, and always for an icon. Colour spaces and profiles are
 * not looked at: the numbers are sRGB. What a run-length picture passes over is of its first colour. Holds {@link #heap} bytes from {@link #read}
 * on. For one thread.
 */
public final class BmpRows implements RowReader {

    /** Rows between two looks. */
    private static final int LOOK_EVERY = 16;

    /** Palette, masks, objects. */
    private static final long SLACK = 8192;

    private final FileChannel channel;
    private final ByteWindow file;
    private final BmpStructure bmp;
    private final int shrink;
    private final long iconEnd;

    private BmpRows(FileChannel channel, long start, long iconEnd, int shrink) {
        this.channel = channel;
        this.shrink = shrink;
        this.iconEnd = iconEnd;
        file = new ByteWindow(channel);
        bmp = new BmpStructure(file, start, iconEnd > 0);
    }

    /**
     * Opens a file and reads what stands before its pixels.
     *
     * @param shrink 1 to {@link RowReducer#MAX_SHRINK}
     * @return closed by the caller
     * @throws BadInput DAMAGED_PICTURE when it is no BMP or its header is broken; UNSUPPORTED_PICTURE when it is of a kind that is not
     *     read, or a side is above 65535 pixels
     * @throws StoreFailure BROKEN when the file cannot be read
     */
    public static BmpRows open(Path file, int shrink) {
        return open(file, 0, 0, shrink);
    }

    /**
     * Opens a picture in an icon, which has no file header, and behind its pixels a mask.
     *
     * @param offset where it begins in the file
     * @param length bytes that it has there
     * @return closed by the caller
     * @throws BadInput as {@link #open} does
     * @throws StoreFailure BROKEN when the file cannot be read
     */
    public static BmpRows openIcon(Path file, long offset, long length, int shrink) {
        return open(file, offset, Math.max(1, offset + length), shrink);
    }

    private static BmpRows open(Path file, long start, long iconEnd, int shrink) {
        RowReducer.size(new PixelSize(1, 1), shrink);
        FileChannel channel;
        try {
            channel = FileChannel.open(file, StandardOpenOption.READ);
        } catch (IOException broken) {
            throw new StoreFailure(StoreFailure.Kind.BROKEN, "the picture's file could not be opened", broken);
        }
        boolean opened = false;
        try {
            BmpRows rows = new BmpRows(channel, start, iconEnd, shrink);
            opened = true;
            return rows;
        } finally {
            if (!opened) {
                close(channel);
            }
        }
    }

    /**
     * Bytes of heap that one holds at most.
     *
     * @param alpha whether there is alpha in the result
     * @param runLengths whether the rows are compressed
     */
    public static long heap(PixelSize size, boolean alpha, boolean runLengths, int shrink) {
        int width = size.width();
        long stored = runLengths
                ? RunLengthRows.heap(width, size.height())
                : PlainRows.heap(4L * width, size.height())
                        + (alpha ? PlainRows.heap(width / 8 + 4, size.height()) : 0);
        return SLACK + ByteWindow.BYTES + stored + 4L * width + RowReducer.heap(width, alpha ? 4 : 3, 1, shrink);
    }

    @Override
    public PixelSize size() {
        return RowReducer.size(bmp.size(), shrink);
    }

    @Override
    public int channels() {
        return bmp.alpha() ? 4 : 3;
    }

    @Override
    public int bytesPerChannel() {
        return 1;
    }

    @Override
    public void read(RowSink sink, Runnable look) {
        PixelSize size = bmp.size();
        StoredRows rows = bmp.compression() == BmpStructure.Compression.RUN_LENGTHS
                ? new RunLengthRows(file, bmp, look)
                : new PlainRows(file, bmp.pixels(), size.height(), bmp.topDown(), bmp.rowBytes(), bmp.usedBytes());
        PixelUnpacker unpacker = new PixelUnpacker(bmp);
        int[] pixels = new int[size.width()];
        boolean icon = iconEnd > 0;
        IconMask mask = IconMask.of(file, bmp, iconEnd, !icon || tellsOpacity(rows, unpacker, pixels, look));
        RowReducer reducer = new RowReducer(size, channels(), 1, shrink, sink);
        for (int y = 0; y < size.height(); y++) {
            if (y % LOOK_EVERY == 0) {
                look.run();
            }
            unpacker.unpack(rows.bytes(), rows.row(y), pixels);
            mask.apply(y, pixels);
            reducer.rowOfPixels(pixels, 0);
        }
    }

    /** Whether any pixel of an icon of 32 bits can be seen: many have zeros there, and mean their mask. */
    private boolean tellsOpacity(StoredRows rows, PixelUnpacker unpacker, int[] pixels, Runnable look) {
        if (bmp.bits() != 32) {
            return false;
        }
        for (int y = 0; y < bmp.size().height(); y++) {
            if (y % LOOK_EVERY == 0) {
                look.run();
            }
            unpacker.unpack(rows.bytes(), rows.row(y), pixels);
            for (int pixel : pixels) {
                if (pixel >>> 24 != 0) {
                    return true;
                }
            }
        }
        return false;
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
