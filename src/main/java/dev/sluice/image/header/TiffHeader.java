package dev.sluice.image.header;

import dev.sluice.image.Layout;
import dev.sluice.image.Probe;
import dev.sluice.units.DataSize;
import dev.sluice.units.MediaType;
import dev.sluice.units.PixelSize;
import java.io.IOException;

/** The first directory of a TIFF file (TIFF 6.0, BigTIFF), and how many follow it. */
final class TiffHeader {

    private static final int UNCOMPRESSED = 1;
    private static final int PLANAR = 2;
    private static final int YCBCR = 6;
    private static final int MAX_BITS = 64;

    /** Where a block is and how long it is takes at least a byte each. */
    private static final int LEAST_BLOCK = 2;

    private final HeaderReader in;
    private final TiffStructure tiff;
    private long width;
    private long height;
    private long bits = 1;
    private long compression = UNCOMPRESSED;
    private long photometric = 1;
    private long samples = 1;
    private long rowsPerStrip = Long.MAX_VALUE;
    private long planar = 1;
    private long tileWidth;
    private long tileHeight;
    private boolean tiled;
    private int orientation = 1;
    private boolean profile;
    private long metadata;

    TiffHeader(HeaderReader in) throws IOException {
        this.in = in;
        this.tiff = new TiffStructure(in, 0);
    }

    Probe read() throws IOException {
        long directory = tiff.first();
        long entries = tiff.entries(directory);
        for (long i = 0; i < entries; i++) {
            in.step();
            entry(tiff.entry(directory, i));
        }
        PixelSize size = Claims.size(width, height);
        int colours = colours();
        int channels = Claims.channels((int) Math.min(Integer.MAX_VALUE, samples));
        if (bits < 1 || bits > MAX_BITS || compression > 0xffff) {
            throw Claims.damaged("its TIFF directory makes no sense");
        }
        if (compression == UNCOMPRESSED) {
            Claims.plausible(size, size.pixels() * channels * bits / 8, in.size());
        }
        PixelSize block = block(size);
        long blocks = (long) Math.ceilDiv(size.width(), block.width()) * Math.ceilDiv(size.height(), block.height());
        if (blocks * LEAST_BLOCK > in.size()) {
            throw Claims.damaged("its TIFF directory claims more strips or tiles than its bytes can hold");
        }
        boolean palette = photometric == 3;
        return new Probe(
                MediaType.TIFF,
                size,
                palette ? channels + 2 : channels,
                (int) Math.max(8, bits),
                channels > colours,
                pages(directory),
                orientation,
                profile,
                Claims.metadata(metadata),
                DataSize.ofBytes(in.size()),
                new Layout.Tiff(block, tiled, planar == PLANAR || photometric == YCBCR, (int) compression));
    }

    private void entry(long entry) throws IOException {
        metadata += tiff.outside(entry);
        switch (tiff.tag(entry)) {
            case 256 -> width = tiff.value(entry);
            case 257 -> height = tiff.value(entry);
            case 258 -> bits = tiff.value(entry);
            case 259 -> compression = tiff.value(entry);
            case 262 -> photometric = tiff.value(entry);
            case 274 -> orientation = Exif.valid(tiff.value(entry));
            case 277 -> samples = tiff.value(entry);
            case 278 -> rowsPerStrip = tiff.value(entry);
            case 284 -> planar = tiff.value(entry);
            case 322 -> tileWidth = tiff.value(entry);
            case 323 -> tileHeight = tiff.value(entry);
            case 324 -> tiled = true;
            case 34_675 -> profile = true;
            default -> {
                // says nothing of the cost
            }
        }
    }

    /** Channels that are colour, by the photometric interpretation; the rest is alpha. */
    private int colours() {
        return switch ((int) photometric) {
            case 2, 6, 8, 9, 10 -> 3;
            case 5 -> 4;
            default -> 1;
        };
    }

    private PixelSize block(PixelSize size) {
        if (tiled) {
            return Claims.size(tileWidth, tileHeight);
        }
        if (rowsPerStrip < 1) {
            throw Claims.damaged("its TIFF strips have no rows");
        }
        return new PixelSize(size.width(), (int) Math.min(rowsPerStrip, size.height()));
    }

    /** Directories in the chain, as far as patience goes: a chain may bite its tail. */
    private int pages(long first) throws IOException {
        int pages = 1;
        long directory = tiff.next(first);
        while (!tiff.none(directory) && !in.tired()) {
            in.step();
            pages++;
            directory = tiff.next(directory);
        }
        return pages;
    }
}
