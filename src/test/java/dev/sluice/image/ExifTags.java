package dev.sluice.image;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Puts EXIF data into a JPEG: orientation 6, a make, and a copyright, as an APP1 segment after SOI. */
final class ExifTags {

    static final String MAKE = "SecretCamera";
    static final String COPYRIGHT = "Jane Doe";

    private ExifTags() {}

    static Path add(Path jpeg, Path tagged) throws IOException {
        byte[] make = (MAKE + "\0").getBytes(StandardCharsets.US_ASCII);
        byte[] copyright = (COPYRIGHT + "\0").getBytes(StandardCharsets.US_ASCII);
        int dataAt = 8 + 2 + 3 * 12 + 4;
        ByteBuffer tiff =
                ByteBuffer.allocate(dataAt + make.length + copyright.length).order(ByteOrder.LITTLE_ENDIAN);
        tiff.put((byte) 'I').put((byte) 'I').putShort((short) 42).putInt(8).putShort((short) 3);
        tiff.putShort((short) 0x10f).putShort((short) 2).putInt(make.length).putInt(dataAt);
        tiff.putShort((short) 0x112).putShort((short) 3).putInt(1).putInt(6);
        tiff.putShort((short) 0x8298)
                .putShort((short) 2)
                .putInt(copyright.length)
                .putInt(dataAt + make.length);
        tiff.putInt(0).put(make).put(copyright);
        byte[] bytes = Files.readAllBytes(jpeg);
        try (OutputStream out = Files.newOutputStream(tagged)) {
            int length = 2 + 6 + tiff.capacity();
            out.write(bytes, 0, 2);
            out.write(new byte[] {(byte) 0xff, (byte) 0xe1, (byte) (length >> 8), (byte) length});
            out.write("Exif\0\0".getBytes(StandardCharsets.US_ASCII));
            out.write(tiff.array());
            out.write(bytes, 2, bytes.length - 2);
        }
        return tagged;
    }
}
