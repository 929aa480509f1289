package dev.sluice.image.rows.bmp;

import java.io.ByteArrayOutputStream;
import java.util.Random;

/** Writes rows, from the last to the first, as run lengths of all kinds at random. */
final class RunLengths {

    private final Random random;
    private final boolean halves;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private RunLengths(Random random, boolean halves) {
        this.random = random;
        this.halves = halves;
    }

    /**
     * @param indices of the palette, row by row from the top
     * @param skipping whether pixels of colour 0 may be passed over
     */
    static byte[] write(Random random, byte[][] indices, int bits, boolean skipping) {
        RunLengths writer = new RunLengths(random, bits == 4);
        for (int y = indices.length - 1; y >= 0; y--) {
            writer.row(indices[y], skipping);
            if (y > 0 || random.nextBoolean()) {
                writer.out.writeBytes(new byte[] {0, 0});
            }
        }
        writer.out.writeBytes(new byte[] {0, 1});
        return writer.out.toByteArray();
    }

    private void row(byte[] row, boolean skipping) {
        int x = 0;
        while (x < row.length) {
            int zeros = same(row, x, 0);
            if (skipping && zeros > 0 && random.nextBoolean()) {
                out.writeBytes(TestBmp.bytes(0, 2, zeros, 0));
                x += zeros;
            } else if (random.nextBoolean() && row.length - x >= 3) {
                x += copied(row, x, Math.min(255, 3 + random.nextInt(row.length - x - 2)));
            } else {
                x += run(row, x);
            }
        }
    }

    private static int same(byte[] row, int from, int value) {
        int count = 0;
        while (from + count < row.length && count < 255 && row[from + count] == value) {
            count++;
        }
        return count;
    }

    private int run(byte[] row, int x) {
        int count = same(row, x, row[x]);
        out.write(count);
        out.write(halves ? row[x] << 4 | row[x] : row[x]);
        return count;
    }

    private int copied(byte[] row, int x, int count) {
        out.writeBytes(TestBmp.bytes(0, count));
        int written = 0;
        for (int i = 0; i < count; i += halves ? 2 : 1) {
            int next = i + 1 < count ? row[x + i + 1] : 0;
            out.write(halves ? row[x + i] << 4 | next : row[x + i]);
            written++;
        }
        if (written % 2 == 1) {
            out.write(0);
        }
        return count;
    }
}
