package dev.sluice.support;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import javax.imageio.ImageIO;

/** Pictures for tests, made, written and read by the JDK alone. */
public final class Pictures {

    private static final int CELLS = 24;

    private Pictures() {}

    /** Smooth, and different under each of the eight orientations. */
    public static BufferedImage scene(int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int blue = x < width / 2 && y < height / 3 ? 255 : 64;
                image.setRGB(x, y, ((x * 200 / width) << 16) | ((y * 255 / height) << 8) | blue);
            }
        }
        return image;
    }

    /** The scene under noise, so that its file is about as large as its pixels and every part of the file matters. */
    public static BufferedImage noise(int width, int height, long seed) {
        Random random = new Random(seed);
        BufferedImage image = scene(width, height);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, image.getRGB(x, y) ^ (random.nextInt() & 0x3f3f3f));
            }
        }
        return image;
    }

    /** The picture as a camera that was held so would have stored it: EXIF 2.3, tag 274. */
    public static BufferedImage stored(BufferedImage upright, int orientation) {
        int right = upright.getWidth() - 1;
        int bottom = upright.getHeight() - 1;
        boolean turned = orientation >= 5;
        BufferedImage image = new BufferedImage(
                turned ? bottom + 1 : right + 1, turned ? right + 1 : bottom + 1, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                image.setRGB(
                        x,
                        y,
                        switch (orientation) {
                            case 2 -> upright.getRGB(right - x, y);
                            case 3 -> upright.getRGB(right - x, bottom - y);
                            case 4 -> upright.getRGB(x, bottom - y);
                            case 5 -> upright.getRGB(y, x);
                            case 6 -> upright.getRGB(right - y, x);
                            case 7 -> upright.getRGB(right - y, bottom - x);
                            case 8 -> upright.getRGB(y, bottom - x);
                            default -> upright.getRGB(x, y);
                        });
            }
        }
        return image;
    }

    /** @param format a name that ImageIO knows: png, jpg, gif, bmp, tiff */
    public static byte[] encode(BufferedImage image, String format) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            if (!ImageIO.write(image, format, bytes)) {
                throw new IllegalArgumentException("the JDK does not write " + format);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    public static byte[] png(int width, int height) {
        return encode(scene(width, height), "png");
    }

    /** A JPEG with an EXIF block that names its orientation. */
    public static byte[] jpeg(BufferedImage stored, int orientation) {
        byte[] plain = encode(stored, "jpg");
        ByteBuffer exif = ByteBuffer.allocate(36);
        exif.putShort((short) 0xffe1).putShort((short) 34);
        exif.put("Exif\0\0MM\0*".getBytes(StandardCharsets.US_ASCII)).putInt(8);
        exif.putShort((short) 1).putShort((short) 274).putShort((short) 3).putInt(1);
        exif.putShort((short) orientation).putShort((short) 0).putInt(0);
        return ByteBuffer.allocate(plain.length + 36)
                .put(plain, 0, 2)
                .put(exif.flip())
                .put(plain, 2, plain.length - 2)
                .array();
    }

    /** @throws AssertionError when the JDK cannot read it */
    public static BufferedImage decode(byte[] bytes) {
        try {
            BufferedImage image = ImageIO.read(new ByteArrayInputStream(bytes));
            if (image == null) {
                throw new AssertionError("this is no picture that the JDK reads: " + bytes.length + " bytes");
            }
            return image;
        } catch (IOException e) {
            throw new AssertionError("the picture is damaged", e);
        }
    }

    /** Mean difference of grey, from 0 to 255, of two pictures that were shrunk to the same few cells. */
    public static double distance(BufferedImage one, BufferedImage other) {
        double[] left = cells(one);
        double[] right = cells(other);
        double sum = 0;
        for (int i = 0; i < left.length; i++) {
            sum += Math.abs(left[i] - right[i]);
        }
        return sum / left.length;
    }

    private static double[] cells(BufferedImage image) {
        double[] cells = new double[CELLS * CELLS];
        int width = image.getWidth();
        int height = image.getHeight();
        for (int row = 0; row < CELLS; row++) {
            for (int column = 0; column < CELLS; column++) {
                int left = column * width / CELLS;
                int top = row * height / CELLS;
                cells[row * CELLS + column] =
                        mean(image, left, top, (column + 1) * width / CELLS, (row + 1) * height / CELLS);
            }
        }
        return cells;
    }

    private static double mean(BufferedImage image, int left, int top, int right, int bottom) {
        double sum = 0;
        for (int y = top; y < bottom; y++) {
            for (int x = left; x < right; x++) {
                int rgb = image.getRGB(x, y);
                sum += 0.299 * ((rgb >> 16) & 255) + 0.587 * ((rgb >> 8) & 255) + 0.114 * (rgb & 255);
            }
        }
        return sum / ((right - left) * (bottom - top));
    }
}
