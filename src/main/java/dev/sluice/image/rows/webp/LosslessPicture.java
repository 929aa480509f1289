package dev.sluice.image.rows.webp;

import dev.sluice.failure.BadInput;
import dev.sluice.units.PixelSize;

/**
 * The pixels of a VP8L chunk behind its header: transforms, groups of prefix codes, and the picture itself, row by row (RFC 9649
 * section 3.4 and following).
 */
final class LosslessPicture {

    private static final int MOST_TRANSFORMS = 4;

    private final Workspace workspace;
    private final Transform[] transforms = new Transform[MOST_TRANSFORMS];
    private final EntropyDecoder decoder;
    private int count;
    private int y;

    /**
     * Reads what comes before the first row.
     *
     * @throws BadInput DAMAGED_PICTURE when it makes no sense; UNSUPPORTED_PICTURE when its prefix codes are beyond all measure
     * @throws dev.sluice.failure.Refused when it needs heap that is not there
     */
    LosslessPicture(Workspace workspace, PixelSize picture, Headroom headroom, Runnable look) {
        this.workspace = workspace;
        SubImages subImages = new SubImages(workspace, look);
        PixelSize coded = readTransforms(subImages, picture, headroom);
        int cacheBits = subImages.cacheBits();
        GroupTiles tiles = workspace.in.flag() ? GroupTiles.read(subImages, coded, headroom) : GroupTiles.one();
        workspace.codes.read(tiles.directory, cacheBits, look);
        decoder = new EntropyDecoder(workspace, coded, cacheBits, tiles);
    }

    /** @return the size of the image that the last transform left to be coded */
    private PixelSize readTransforms(SubImages subImages, PixelSize picture, Headroom headroom) {
        BitReader in = workspace.in;
        PixelSize size = picture;
        int seen = 0;
        while (in.flag()) {
            int kind = in.read(2);
            if (((seen >> kind) & 1) != 0) {
                throw Defect.damaged("it has the same WebP transform twice");
            }
            seen |= 1 << kind;
            Transform transform = switch (kind) {
                case 0 -> Prediction.read(subImages, size, headroom);
                case 1 -> ColourTransform.read(subImages, size, headroom);
                case 2 -> new SubtractGreen(size.width());
                default -> ColourIndexing.read(in, subImages, size.width());
            };
            transforms[count++] = transform;
            if (transform instanceof ColourIndexing indexing) {
                size = new PixelSize(indexing.packedWidth(), size.height());
            }
        }
        return size;
    }

    /**
     * Reads the next row.
     *
     * @return the pixels from 0 on; the array is used again
     * @throws BadInput DAMAGED_PICTURE when it makes no sense
     */
    int[] row() {
        decoder.row();
        for (int i = count - 1; i >= 0; i--) {
            transforms[i].undo(workspace.row, y);
        }
        y++;
        return workspace.row;
    }
}
