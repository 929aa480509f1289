package dev.sluice.image;

import dev.sluice.failure.BadInput;
import dev.sluice.image.rows.Allowance;
import dev.sluice.image.rows.RowReader;
import dev.sluice.image.rows.RowReducer;
import dev.sluice.image.rows.bmp.BmpRows;
import dev.sluice.image.rows.png.PngRows;
import dev.sluice.image.rows.webp.LosslessWebp;
import java.nio.file.Path;

/** Which pictures {@link Way.Rows} and {@link Way.RowsOnDisk} read, with which reader, and for how much heap. */
final class RowReaders {

    private RowReaders() {}

    /** Whether there is a reader for pictures of this kind, which libvips would hold whole or does not know. */
    static boolean read(Probe probe) {
        return switch (probe.layout()) {
            case Layout.Webp(boolean lossless, boolean animated) -> lossless && !animated;
            case Layout.Png(boolean interlaced, boolean _, boolean _) -> interlaced;
            case Layout.Bmp _, Layout.Ico _ -> true;
            case Layout.Jpeg _, Layout.Gif _, Layout.Heif _, Layout.Tiff _, Layout.Whole _ -> false;
        };
    }

    /** Whether libvips does not know this kind. */
    static boolean alone(Probe probe) {
        return probe.layout() instanceof Layout.Bmp || probe.layout() instanceof Layout.Ico;
    }

    /**
     * Opens a picture of such a kind.
     *
     * @return to be closed by the caller
     * @throws BadInput when it is damaged, or is not of such a kind after all
     */
    static RowReader open(Path file, Probe probe, int shrink, Allowance allowance) {
        if (!read(probe)) {
            throw new BadInput(BadInput.Kind.UNSUPPORTED_PICTURE, "this picture cannot be read row by row");
        }
        return switch (probe.layout()) {
            case Layout.Png _ -> PngRows.open(file, shrink, allowance);
            case Layout.Bmp _ -> BmpRows.open(file, shrink);
            case Layout.Ico(long offset, long length, Layout picture) ->
                picture instanceof Layout.Png
                        ? PngRows.open(file, offset, shrink, allowance)
                        : BmpRows.openIcon(file, offset, length, shrink);
            case Layout.Webp _, Layout.Jpeg _, Layout.Gif _, Layout.Heif _, Layout.Tiff _, Layout.Whole _ ->
                LosslessWebp.open(file, shrink, allowance);
        };
    }

    /** Bytes of what is left of the picture, at most. */
    static long picture(Probe probe, int shrink) {
        return RowReducer.size(probe.size(), shrink).pixels() * probe.channels() * WorkingMemory.bytes(probe);
    }

    /** Bytes of heap that the reader holds. */
    static long heap(Probe probe, int shrink) {
        return switch (probe.layout() instanceof Layout.Ico ico ? ico.picture() : probe.layout()) {
            case Layout.Png(boolean interlaced, boolean _, boolean _) ->
                PngRows.heap(probe.size(), probe.channels(), probe.bitsPerChannel(), interlaced, shrink);
            case Layout.Bmp bmp -> BmpRows.heap(probe.size(), probe.alpha(), bmp.runLengths(), shrink);
            case Layout.Webp _,
                    Layout.Jpeg _,
                    Layout.Gif _,
                    Layout.Heif _,
                    Layout.Tiff _,
                    Layout.Ico _,
                    Layout.Whole _ -> LosslessWebp.heap(probe.size(), probe.alpha(), shrink);
        };
    }
}
