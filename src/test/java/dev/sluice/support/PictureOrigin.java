package dev.sluice.support;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A server with pictures that change, expire and fail as a test wants it. */
public final class PictureOrigin implements AutoCloseable {

    private final RawOrigin origin;
    private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();

    public PictureOrigin() throws IOException {
        origin = new RawOrigin();
    }

    public int port() {
        return origin.port();
    }

    /** {@code /api/image-proxy?url=} for a picture of this server. */
    public String through(String path) {
        return "/api/image-proxy?url=" + URLEncoder.encode(at(path), StandardCharsets.UTF_8);
    }

    /** The URL of a picture of this server. */
    public String at(String path) {
        return "http://127.0.0.1:" + port() + path;
    }

    /** Settings under which a server may fetch from here. */
    public Map<String, String> settings() {
        return Map.of("fetch.allow-networks", "127.0.0.0/8", "fetch.ports", Integer.toString(port()));
    }

    /**
     * From now on there is this picture. A request with the right {@code If-None-Match} is answered with 304.
     *
     * @param headers lines such as {@code ETag: "1"}
     */
    public PictureOrigin has(String path, byte[] picture, String... headers) {
        String lines =
                String.join("", Stream.of(headers).map(line -> line + "\r\n").toList());
        return does(path, (head, out) -> {
            String etag = Stream.of(headers)
                    .filter(line -> line.startsWith("ETag: "))
                    .findFirst()
                    .orElse("ETag: none")
                    .substring("ETag: ".length());
            if (head.contains("If-None-Match: " + etag)) {
                RawOrigin.write(out, "HTTP/1.1 304 Not Modified\r\n" + lines + "\r\n");
                return;
            }
            RawOrigin.write(out, "HTTP/1.1 200 OK\r\n" + lines + "Content-Length: " + picture.length + "\r\n\r\n");
            out.write(picture);
            out.flush();
        });
    }

    /** From now on the path is answered with this status. */
    public PictureOrigin fails(String path, int status) {
        return does(path, (_, out) -> RawOrigin.write(out, "HTTP/1.1 " + status + " No\r\nContent-Length: 0\r\n\r\n"));
    }

    /** From now on the path is answered like this. */
    public PictureOrigin does(String path, RawOrigin.Behaviour behaviour) {
        AtomicInteger count = asked.computeIfAbsent(path, _ -> new AtomicInteger());
        origin.on(path, (String head, OutputStream out) -> {
            count.incrementAndGet();
            behaviour.answer(head, out);
        });
        return this;
    }

    /** How often the path was asked for. */
    public int asked(String path) {
        return asked.getOrDefault(path, new AtomicInteger()).get();
    }

    @Override
    public void close() throws IOException {
        origin.close();
    }
}
