package dev.sluice.support;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes animated GIFs by hand, after the GIF89a specification: colours of 6 levels a channel, nothing compressed. */
public final class Gifs {

    private static final int LEVELS = 6;
    private static final int STEP = 51;
    private static final int TRANSPARENT = 255;
    private static final int CLEAR = 256;
    private static final int END = 257;

    /** 9-bit codes become 10-bit ones when the table has so many entries; a clear code before that keeps it small. */
    private static final int CODES_BEFORE_CLEAR = 250;

    private Gifs() {}

    /**
     * One frame.
     *
     * @param image pixels with an alpha of 0 stay as they were before
     * @param left where it is drawn
     * @param top where it is drawn
     * @param centiseconds that it is shown
     * @param disposal 0 or 1 to leave it, 2 for the background, 3 for what was before
     */
    public record Frame(BufferedImage image, int left, int top, int centiseconds, int disposal) {}

    /** All of one colour. */
    public static Frame filled(int width, int height, Color colour, int left, int top, int centiseconds, int disposal) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
        for (int at = 0; at < width * height; at++) {
            image.setRGB(at % width, at / width, colour.getRGB());
        }
        return new Frame(image, left, top, centiseconds, disposal);
    }

    /** @param repeats the number of the NETSCAPE2.0 extension: 0 for ever; -1 to have none */
    public static byte[] animation(int width, int height, int repeats, List<Frame> frames) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes("GIF89a".getBytes(StandardCharsets.US_ASCII));
        number(out, width);
        number(out, height);
        out.writeBytes(new byte[] {(byte) 0xf7, 0, 0});
        for (int entry = 0; entry < 256; entry++) {
            out.write(entry / LEVELS / LEVELS % LEVELS * STEP);
            out.write(entry / LEVELS % LEVELS * STEP);
            out.write(entry % LEVELS * STEP);
        }
        if (repeats >= 0) {
            out.writeBytes(new byte[] {0x21, (byte) 0xff, 11});
            out.writeBytes("NETSCAPE2.0".getBytes(StandardCharsets.US_ASCII));
            out.writeBytes(new byte[] {3, 1});
            number(out, repeats);
            out.write(0);
        }
        frames.forEach(frame -> frame(out, frame));
        out.write(0x3b);
        return out.toByteArray();
    }

    private static void frame(ByteArrayOutputStream out, Frame frame) {
        BufferedImage image = frame.image();
        boolean transparent = image.getColorModel().hasAlpha() && (image.getRGB(0, 0) >>> 24) == 0;
        out.writeBytes(new byte[] {0x21, (byte) 0xf9, 4, (byte) (frame.disposal() << 2 | (transparent ? 1 : 0))});
        number(out, frame.centiseconds());
        out.writeBytes(new byte[] {(byte) TRANSPARENT, 0, 0x2c});
        number(out, frame.left());
        number(out, frame.top());
        number(out, image.getWidth());
        number(out, image.getHeight());
        out.write(0);
        out.write(8);
        Codes codes = new Codes(out);
        codes.put(CLEAR);
        for (int at = 0; at < image.getWidth() * image.getHeight(); at++) {
            if (at % CODES_BEFORE_CLEAR == CODES_BEFORE_CLEAR - 1) {
                codes.put(CLEAR);
            }
            codes.put(index(image.getRGB(at % image.getWidth(), at / image.getWidth())));
        }
        codes.put(END);
        codes.end();
    }

    private static int index(int argb) {
        if (argb >>> 24 == 0) {
            return TRANSPARENT;
        }
        Color colour = new Color(argb);
        return level(colour.getRed()) * LEVELS * LEVELS + level(colour.getGreen()) * LEVELS + level(colour.getBlue());
    }

    private static int level(int part) {
        return (part + STEP / 2) / STEP;
    }

    private static void number(ByteArrayOutputStream out, int number) {
        out.write(number);
        out.write(number >> 8);
    }

    /** Codes of 9 bits in blocks of at most 255 bytes. */
    private static final class Codes {
        private final ByteArrayOutputStream out;
        private final ByteArrayOutputStream block = new ByteArrayOutputStream();
        private int bits;
        private int held;

        Codes(ByteArrayOutputStream out) {
            this.out = out;
        }

        void put(int code) {
            held |= code << bits;
            bits += 9;
            while (bits >= 8) {
                add(held);
                held >>>= 8;
                bits -= 8;
            }
        }

        private void add(int octet) {
            block.write(octet);
            if (block.size() == 255) {
                flush();
            }
        }

        private void flush() {
            out.write(block.size());
            out.writeBytes(block.toByteArray());
            block.reset();
        }

        void end() {
            if (bits > 0) {
                add(held);
            }
            if (block.size() > 0) {
                flush();
            }
            out.write(0);
        }
    }
}
