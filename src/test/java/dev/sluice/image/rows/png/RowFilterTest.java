package dev.sluice.image.rows.png;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowFilterTest {

    private static final long SEED = 99;

    @ParameterizedTest(name = "filter {0}, {1} bytes a pixel")
    @CsvSource({
        "0,1", "1,1", "2,1", "3,1", "4,1", "1,2", "2,2", "3,2", "4,2", "1,3", "2,3", "3,3", "4,3", "1,4", "2,4", "3,4",
        "4,4", "1,6", "2,6", "3,6", "4,6", "1,8", "2,8", "3,8", "4,8"
    })
    void takesBackWhatTheFilterDid(int filter, int pixel) {
        Random random = new Random(SEED);
        for (int pixels = 1; pixels < 200; pixels++) {
            byte[] above = bytes(random, pixels * pixel);
            byte[] row = bytes(random, pixels * pixel);
            byte[] filtered = new byte[row.length];
            for (int at = 0; at < row.length; at++) {
                int left = at < pixel ? 0 : row[at - pixel] & 0xff;
                int corner = at < pixel ? 0 : above[at - pixel] & 0xff;
                filtered[at] = (byte) (row[at] - TestPng.predict(filter, left, above[at] & 0xff, corner));
            }
            RowFilter.undo(filter, filtered, above, row.length, pixel);
            assertThat(filtered).as(pixels + " pixels, seed " + SEED).containsExactly(row);
        }
    }

    /** All 2^24 of them, and as many pixels of three and four channels. */
    @Test
    void predictsAsTheStandardDoes() {
        byte[] row = new byte[2 * 256 * 4];
        byte[] above = new byte[row.length];
        int wrong = 0;
        for (int left = 0; left < 256; left++) {
            for (int corner = 0; corner < 256; corner++) {
                for (int up = 0; up < 256; up++) {
                    int expected = TestPng.predict(4, left, up, corner);
                    wrong += RowFilter.predict(left, up, corner) == expected ? 0 : 1;
                }
                wrong += wrongPixels(row, above, left, corner, 3) + wrongPixels(row, above, left, corner, 4);
            }
        }
        assertThat(wrong).isZero();
    }

    /** A pixel to the left that comes out as wanted, and one to be predicted, for each value above it, in turns. */
    private static int wrongPixels(byte[] row, byte[] above, int left, int corner, int pixel) {
        int before = 0;
        int cornerBefore = 0;
        for (int up = 0; up < 256; up++) {
            for (int channel = 0; channel < pixel; channel++) {
                int at = 2 * up * pixel + channel;
                above[at] = (byte) corner;
                row[at] = (byte) (left - TestPng.predict(4, before, corner, cornerBefore));
                above[at + pixel] = (byte) up;
                row[at + pixel] = 0;
            }
            before = TestPng.predict(4, left, up, corner);
            cornerBefore = up;
        }
        RowFilter.undo(4, row, above, 2 * 256 * pixel, pixel);
        int wrong = 0;
        for (int at = pixel; at < 2 * 256 * pixel; at++) {
            int up = above[at] & 0xff;
            boolean predicted = at / pixel % 2 == 1;
            int expected = predicted ? TestPng.predict(4, left, up, corner) : left;
            wrong += (row[at] & 0xff) == expected ? 0 : 1;
        }
        return wrong;
    }

    private static byte[] bytes(Random random, int count) {
        byte[] bytes = new byte[count];
        int step = random.nextInt(1, 256);
        for (int at = 0; at < count; at++) {
            bytes[at] = (byte) random.nextInt(step);
        }
        return bytes;
    }
}
