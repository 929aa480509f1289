package dev.sluice.image.rows.jpeg;

import dev.sluice.failure.StoreFailure;
import dev.sluice.image.ChromaSubsampling;
import dev.sluice.image.rows.Allowance;
import dev.sluice.units.PixelSize;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A progressive JPEG (ITU-T T.81, annex G; 8 bits, Huffman coding) that is written again as a baseline JPEG with the same
 * coefficients, for decoders that then need not hold the whole picture. It holds {@link #heap}, whatever the height, and reads each
 * byte of the file twice. For one thread; the one who opens it closes it.
 *
 * <p>The result has the markers that decide how pixels look (JFIF, EXIF, ICC profile, Adobe); comments, XMP and further pictures (MPF)
 * are left out. It is about as large as the source.
 *
 * <p>What libjpeg only warns of, and guesses at, is refused here, apart from bytes that are left over at the end of a segment. Bits
 * that no scan brings are zero, as T.81 has it; libjpeg smooths over them, so that such a picture looks a little different there. Not
 * read are arithmetic coding, 12 bits, lossless and hierarchical JPEG, a height behind the first scan (DNL), MCUs of more than 10
 * blocks, more than 100 scans, and quantisation tables that change within a component.
 */
public final class ProgressiveJpeg implements AutoCloseable {

    private final FileChannel channel;
    private final boolean keepTruncated;
    private final PictureIndex index;

    private ProgressiveJpeg(FileChannel channel, boolean keepTruncated, PictureIndex index) {
        this.channel = channel;
        this.keepTruncated = keepTruncated;
        this.index = index;
    }

    /**
     * The heap that a picture takes, as far as its first header tells: with an ordinary number of scans and tables, and the usual
     * factors for its subsampling. What it turns out to need beyond that, {@link #open} asks for.
     *
     * @param size of the picture
     * @param components 1 to 4
     * @param subsampling of the colour components
     * @return bytes
     */
    public static long heap(PixelSize size, int components, ChromaSubsampling subsampling) {
        return HeapPrice.ordinary(size, components, subsampling);
    }

    /**
     * Opens a file and indexes its scans: reads all of it once, through a small window.
     *
     * @param keepTruncated whether a picture whose data end early or are corrupt is taken as far as it goes: without the details that
     *     are missing, grey where nothing is known
     * @param allowance asked for heap beyond {@link #heap}
     * @throws dev.sluice.failure.BadInput DAMAGED_PICTURE when its headers contradict themselves or T.81, or it is truncated;
     *     UNSUPPORTED_PICTURE when it is no progressive JPEG or uses what is not read
     * @throws dev.sluice.failure.Refused when there is no room for what it needs beyond its price
     * @throws StoreFailure when the file cannot be read
     */
    public static ProgressiveJpeg open(Path file, boolean keepTruncated, Allowance allowance) {
        FileChannel channel;
        try {
            channel = FileChannel.open(file, StandardOpenOption.READ);
        } catch (IOException unreadable) {
            throw unreadable(unreadable);
        }
        boolean opened = false;
        try {
            HeapMeter heap = new HeapMeter(allowance);
            PictureIndex index = new MarkerWalk(channel, channel.size(), keepTruncated, heap).index();
            opened = true;
            return new ProgressiveJpeg(channel, keepTruncated, index);
        } catch (IOException unreadable) {
            throw unreadable(unreadable);
        } finally {
            if (!opened) {
                close(channel);
            }
        }
    }

    /**
     * Whether the scans leave out bits that libjpeg makes up for by smoothing, so that the baseline JPEG looks a little different from
     * what libjpeg makes of this one.
     */
    public boolean smoothedElsewhere() {
        return index.smoothed();
    }

    /**
     * Writes the whole baseline JPEG. May be called again.
     *
     * @param target stays open
     * @param look called after every row of MCUs; what it throws ends the writing
     * @throws dev.sluice.failure.BadInput DAMAGED_PICTURE when a scan's data are corrupt or end early, unless that is kept, or a
     *     coefficient is out of range
     * @throws StoreFailure when the file cannot be read
     * @throws IOException what the target throws, and nothing else
     */
    public void toBaseline(WritableByteChannel target, Runnable look) throws IOException {
        Frame frame = index.frame();
        ComponentRow[] rows = frame.components().stream().map(ComponentRow::new).toArray(ComponentRow[]::new);
        ScanCursor[] cursors = index.scans().stream()
                .map(scan -> ScanCursor.of(scan, rows, channel, keepTruncated))
                .toArray(ScanCursor[]::new);
        BaselineWriter writer = new BaselineWriter(index, channel, target);
        writer.begin();
        for (int unitRow = 0; unitRow < frame.unitsDown(); unitRow++) {
            for (ComponentRow row : rows) {
                row.clear();
            }
            for (ScanCursor cursor : cursors) {
                cursor.row(unitRow);
            }
            writer.row(rows, unitRow);
            look.run();
        }
        writer.end();
    }

    /** Closes the file. */
    @Override
    public void close() {
        close(channel);
    }

    private static void close(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException unreadable) {
            throw unreadable(unreadable);
        }
    }

    private static StoreFailure unreadable(IOException cause) {
        return new StoreFailure(StoreFailure.Kind.BROKEN, "the picture cannot be read from the disk", cause);
    }
}
