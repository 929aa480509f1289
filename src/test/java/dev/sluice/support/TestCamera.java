package dev.sluice.support;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.awt.image.BufferedImage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** A camera on a port of the loopback: sends different pictures, again and again, at a steady rate to each who asks. */
public final class TestCamera implements AutoCloseable {

    private final LoopbackServer server;
    private final List<byte[]> frames = new ArrayList<>();
    private final long interval;
    private final AtomicInteger asked = new AtomicInteger();
    private volatile boolean silent;

    private TestCamera(int width, int height, double rate) throws IOException {
        for (int i = 0; i < 5; i++) {
            BufferedImage picture = Pictures.noise(width, height, i);
            frames.add(Pictures.encode(picture, "jpeg"));
        }
        interval = (long) (TimeUnit.SECONDS.toNanos(1) / rate);
        server = LoopbackServer.with(client -> {
            asked.incrementAndGet();
            BufferedReader in = new BufferedReader(new InputStreamReader(client.getInputStream(), US_ASCII));
            String line = in.readLine();
            while (line != null && !line.isEmpty()) {
                line = in.readLine();
            }
            stream(client.getOutputStream());
        });
    }

    public static TestCamera of(int width, int height, double rate) throws IOException {
        return new TestCamera(width, height, rate);
    }

    private void stream(OutputStream out) throws IOException {
        out.write("HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=b\r\n\r\n--b\r\n"
                .getBytes(US_ASCII));
        long due = System.nanoTime();
        for (int i = 0; true; i++) {
            byte[] frame = frames.get(i % frames.size());
            if (!silent) {
                out.write(("Content-Type: image/jpeg\r\nContent-Length: " + frame.length + "\r\n\r\n")
                        .getBytes(US_ASCII));
                out.write(frame);
                out.write("\r\n--b\r\n".getBytes(US_ASCII));
                out.flush();
            }
            due += interval;
            LockSupport.parkNanos(due - System.nanoTime());
        }
    }

    public String url() {
        return "http://127.0.0.1:" + server.port() + "/video.mjpg";
    }

    /** The pictures that it sends. */
    public List<byte[]> frames() {
        return frames;
    }

    /** How often it was asked for its stream. */
    public int asked() {
        return asked.get();
    }

    /** Whether it sends nothing, with its connections open. */
    public void silent(boolean silent) {
        this.silent = silent;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
