package dev.sluice.image.rows.webp;

import dev.sluice.failure.BadInput;
import dev.sluice.failure.SluiceException;
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

/**
 * Reads a still, lossless WebP row by row (RFC 9649). Its channels are those that libvips gives: alpha where the file says
 * that it counts, RGB otherwise. Profiles and orientation are not looked at.
 *
 * <p>Holds {@link #heap} bytes of heap for what encoders make, whatever the height. A picture that is made to need more, for
 * parameters of small tiles or thousands of prefix codes, asks for it. Opens one file. For one thread.
 */
public final class LosslessWebp implements RowReader {

    private static final int ROWS_BETWEEN_LOOKS = 16;

    /**
     * Tiles that are ordinary in a picture of any size: libwebp 1.5 and later makes no more; before, it made small tiles in
     * small pictures only.
     */
    private static final int ORDINARY_TILES = 1 << 14;

    /** The smallest tile of large pictures, as libwebp before 1.5 makes them: 16 pixels a side. */
    private static final int ORDINARY_TILE_BITS = 4;

    private static final int ORDINARY_GROUPS = 1 << 12;

    /** Of a tile, in all three images of tiles: prediction, factors of colour, group of codes. */
    private static final int BYTES_OF_TILE = 1 + ColourTransform.BYTES_OF_TILE + 2;

    /** Objects besides the arrays. */
    private static final long SLACK = 8 << 10;

    private final FileChannel file;
    private final ImageChunk chunk;
    private final int shrink;
    private final Allowance allowance;

    private LosslessWebp(FileChannel file, ImageChunk chunk, int shrink, Allowance allowance) {
        this.file = file;
        this.chunk = chunk;
        this.shrink = shrink;
        this.allowance = allowance;
    }

    /**
     * Opens a file and looks at its headers.
     *
     * @param shrink by which both sides are averaged down, 1 to {@link RowReducer#MAX_SHRINK}
     * @param allowance asked for what goes beyond {@link #heap}
     * @return to be closed by the caller
     * @throws BadInput DAMAGED_PICTURE when the headers make no sense or the file is shorter than they say; UNSUPPORTED_PICTURE
     *     when the picture is lossy or animated
     * @throws StoreFailure BROKEN when the file cannot be read
     */
    public static LosslessWebp open(Path file, int shrink, Allowance allowance) {
        RowReducer.size(new PixelSize(1, 1), shrink);
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
            try {
                return new LosslessWebp(channel, ImageChunk.find(channel), shrink, allowance);
            } catch (SluiceException | IOException refused) {
                channel.close();
                throw refused;
            }
        } catch (IOException broken) {
            throw Defect.unreadable(broken);
        }
    }

    /**
     * Bytes of heap that a reader holds while it reads what encoders make. One that reads something else asks its {@link Allowance}.
     *
     * @param size of the whole picture
     * @param alpha whether its alpha counts
     */
    public static long heap(PixelSize size, boolean alpha, int shrink) {
        return BitReader.HEAP
                + CodeGroups.HEAP
                + Workspace.heap(size)
                + ColourIndexing.HEAP
                + Prediction.heap(size.width())
                + ordinaryExtras(size)
                + RowReducer.heap(size.width(), alpha ? 4 : 3, 1, shrink)
                + SLACK;
    }

    private static long ordinaryExtras(PixelSize size) {
        long most = SubImages.tiles(size, GroupTiles.LEAST_BITS).pixels();
        long large = SubImages.tiles(size, ORDINARY_TILE_BITS).pixels();
        return BYTES_OF_TILE * Math.min(most, Math.max(large, ORDINARY_TILES)) + 4L * ORDINARY_GROUPS;
    }

    @Override
    public PixelSize size() {
        return RowReducer.size(chunk.size(), shrink);
    }

    @Override
    public int channels() {
        return chunk.alpha() ? 4 : 3;
    }

    @Override
    public int bytesPerChannel() {
        return 1;
    }

    @Override
    public void read(RowSink sink, Runnable look) {
        PixelSize full = chunk.size();
        Headroom headroom = new Headroom(ordinaryExtras(full), allowance);
        BitReader in = new BitReader(file, chunk.data(), chunk.length());
        Workspace workspace = new Workspace(in, new CodeGroups(in, headroom), full);
        LosslessPicture picture = new LosslessPicture(workspace, full, headroom, look);
        RowReducer reducer = new RowReducer(full, channels(), 1, shrink, sink);
        for (int y = 0; y < full.height(); y++) {
            if (y % ROWS_BETWEEN_LOOKS == 0) {
                look.run();
            }
            reducer.rowOfPixels(picture.row(), 0);
        }
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException broken) {
            throw Defect.unreadable(broken);
        }
    }
}
