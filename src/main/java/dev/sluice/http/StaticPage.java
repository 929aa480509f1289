package dev.sluice.http;

import dev.sluice.units.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Answers with one file of the program: a page, its style, its script. Nothing is read at start; each request reads the file from
 * the class path, and the first one also makes its tag.
 */
public final class StaticPage implements Handler {

    /** Content type of a page. */
    public static final String HTML = "text/html;charset=utf-8";

    private static final int LARGEST = 1 << 20;

    private final Class<?> neighbour;
    private final String resource;
    private final Representation untagged;
    private volatile Representation content;

    /**
     * @param neighbour a class of the package the file lies in
     * @param resource name of the file
     * @param contentType as it is sent
     */
    public StaticPage(Class<?> neighbour, String resource, String contentType) {
        this.neighbour = neighbour;
        this.resource = resource;
        this.untagged = Representation.of(contentType);
        this.content = untagged;
    }

    @Override
    public void handle(Exchange exchange) {
        if (exchange.answer().unchanged(content)) {
            return;
        }
        byte[] bytes = read(neighbour, resource);
        if (content.etag() == null) {
            content = untagged.tagged(digest(bytes).hex().substring(0, 32));
        }
        exchange.answer().bytes(ByteBuffer.wrap(bytes), content);
    }

    static byte[] read(Class<?> neighbour, String resource) {
        try (InputStream stream = neighbour.getResourceAsStream(resource)) {
            if (stream == null) {
                throw new IllegalStateException("the program lacks its file " + resource);
            }
            return stream.readNBytes(LARGEST);
        } catch (IOException broken) {
            throw new UncheckedIOException("the program's file " + resource + " cannot be read", broken);
        }
    }

    private static Digest digest(byte[] bytes) {
        try {
            return Digest.of(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java has SHA-256", missing);
        }
    }
}
