package dev.sluice.image.header;

import dev.sluice.failure.BadInput;
import dev.sluice.failure.NotFound;
import dev.sluice.failure.StoreFailure;
import dev.sluice.image.Probe;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Says what a picture is from the first bytes of its file. Knows JPEG, PNG, WebP, GIF, AVIF, HEIC, TIFF, BMP and ICO in full, and
 * of JPEG XL, JPEG 2000 and SVG the size. Holds some KiB of heap while it reads. Stateless; safe for threads.
 */
public final class HeaderProbe {

    /**
     * Reads the header of a picture. The name of the file does not matter.
     *
     * @throws BadInput EMPTY for an empty file; UNKNOWN_PICTURE for bytes of no kind known here; DAMAGED_PICTURE for a header
     *     that is cut off, contradicts itself or claims what the file cannot hold; UNSUPPORTED_PICTURE for sides above 65535
     *     pixels, more than 5 channels or more than 16 MiB of metadata
     * @throws NotFound when there is no such file
     * @throws StoreFailure when it cannot be read
     */
    public Probe read(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            if (size == 0) {
                throw new BadInput(BadInput.Kind.EMPTY, "there is no picture: the file is empty");
            }
            return recognise(new HeaderReader(channel, size));
        } catch (NoSuchFileException missing) {
            throw new NotFound("there is no such file");
        } catch (IOException unreadable) {
            throw new StoreFailure(StoreFailure.Kind.BROKEN, "the picture cannot be read from the disk", unreadable);
        }
    }

    private static Probe recognise(HeaderReader in) throws IOException {
        if (in.has(0, "\u00ff\u00d8")) {
            return new JpegHeader(in).read();
        }
        if (in.has(0, PngHeader.SIGNATURE)) {
            return new PngHeader(in).read();
        }
        if (in.has(0, "RIFF") && in.has(8, "WEBP")) {
            return new WebpHeader(in).read();
        }
        if (in.has(0, "GIF87a") || in.has(0, "GIF89a")) {
            return new GifHeader(in).read();
        }
        if (in.has(4, "ftyp")) {
            return new HeifHeader(in).read();
        }
        if (TiffStructure.isTiff(in, 0)) {
            return new TiffHeader(in).read();
        }
        if (BmpHeader.recognises(in)) {
            return BmpHeader.read(in);
        }
        if (IcoHeader.recognises(in)) {
            return IcoHeader.read(in);
        }
        return recogniseWhole(in);
    }

    private static Probe recogniseWhole(HeaderReader in) throws IOException {
        if (in.has(0, "\u00ff\n") || in.has(0, "\0\0\0\fJXL \r\n\u0087\n")) {
            return JxlHeader.read(in);
        }
        if (in.has(0, "\u00ffO\u00ffQ") || in.has(0, "\0\0\0\fjP  \r\n\u0087\n")) {
            return Jpeg2000Header.read(in);
        }
        long root = SvgHeader.root(in);
        if (root >= 0) {
            return SvgHeader.read(in, root);
        }
        throw Claims.unknown();
    }
}
