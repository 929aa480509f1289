import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cameras SERVER-PORT FRAMES SECONDS CYCLES SERVER-PID: four cameras, which write into each frame when it was taken, and their viewers. Exit 1 when
 * one in a hundred frames is older than 200 ms when a good viewer has all of it, when a good viewer gets less than 14 frames a second, when nothing
 * is recorded or looked at, when memory grows by more than a twentieth from the second sixth of the time to its end, or when threads or files are more after
 * the last cycle than after the third, or resident memory by more than a twentieth.
 */
final class Cameras {

    private static final int CAMERAS = 4;
    private static final int GOOD = 9;
    private static final int RATE = 15;
    private static final long MOST_AGE_MILLIS = 200;

    private final int port;
    private final List<byte[]> frames;
    private final HttpClient client = HttpClient.newHttpClient();
    private final ConcurrentLinkedQueue<Long> ages = new ConcurrentLinkedQueue<>();
    private final AtomicLong broken = new AtomicLong();
    private volatile boolean over;

    private Cameras(int port, List<byte[]> frames) {
        this.port = port;
        this.frames = frames;
    }

    public static void main(String[] arguments) throws Exception {
        List<byte[]> frames = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of(arguments[1]))) {
            List<Path> sorted = new ArrayList<>();
            files.forEach(sorted::add);
            sorted.sort(null);
            for (Path file : sorted) {
                frames.add(marked(Files.readAllBytes(file)));
            }
        }
        Cameras bench = new Cameras(Integer.parseInt(arguments[0]), frames);
        int pid = Integer.parseInt(arguments[4]);
        List<Integer> sources = new ArrayList<>();
        for (int i = 0; i < CAMERAS; i++) {
            sources.add(bench.camera());
        }
        boolean good = bench.watch(sources, Integer.parseInt(arguments[2]), pid);
        good &= bench.cycle(Integer.parseInt(arguments[3]), pid);
        System.exit(good ? 0 : 1);
    }

    /** The frame with a comment of eight bytes behind its beginning. */
    private static byte[] marked(byte[] jpeg) {
        byte[] marked = new byte[jpeg.length + 12];
        marked[0] = (byte) 0xFF;
        marked[1] = (byte) 0xD8;
        marked[2] = (byte) 0xFF;
        marked[3] = (byte) 0xFE;
        marked[5] = 10;
        System.arraycopy(jpeg, 2, marked, 14, jpeg.length - 2);
        return marked;
    }

    private int camera() throws IOException {
        ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(() -> {
            while (!listener.isClosed()) {
                try {
                    Socket asked = listener.accept();
                    Thread.ofVirtual().start(() -> send(asked));
                } catch (IOException ended) {
                    return;
                }
            }
        });
        return listener.getLocalPort();
    }

    private void send(Socket asked) {
        try (asked) {
            OutputStream out = asked.getOutputStream();
            out.write("HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=b\r\n\r\n--b\r\n".getBytes());
            long due = System.nanoTime();
            for (int i = 0; true; i++) {
                byte[] frame = frames.get(i % frames.size()).clone();
                ByteBuffer.wrap(frame).putLong(6, System.currentTimeMillis());
                out.write(("Content-Type: image/jpeg\r\nContent-Length: " + frame.length + "\r\n\r\n").getBytes());
                out.write(frame);
                out.write("\r\n--b\r\n".getBytes());
                due += 1_000_000_000L / RATE;
                LockSupport.parkNanos(due - System.nanoTime());
            }
        } catch (IOException left) {
            // The server has enough of this camera.
        }
    }

    private String ask(String method, String path, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        var answer = client.send(request, BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
            throw new IOException(method + " " + path + ": " + answer.statusCode() + " " + answer.body());
        }
        return answer.body();
    }

    private boolean watch(List<Integer> sources, int seconds, int pid) throws Exception {
        for (int i = 0; i < CAMERAS; i++) {
            ask("PUT", "/cameras/c" + i, "{\"url\": \"http://127.0.0.1:" + sources.get(i)
                    + "/\", \"record\": {\"mode\": \"always\", \"maxDuration\": \"30s\"}, \"watch\": {\"motion\": {}}}");
        }
        Thread.sleep(1_000);
        List<AtomicLong> counts = new ArrayList<>();
        for (int i = 0; i < CAMERAS; i++) {
            for (int viewer = 0; viewer < GOOD; viewer++) {
                AtomicLong count = new AtomicLong();
                counts.add(count);
                int camera = i;
                Thread.ofVirtual().start(() -> look("/cameras/c" + camera + "/stream", count, 0));
            }
            int camera = i;
            Thread.ofVirtual().start(() -> look("/cameras/c" + camera + "/stream", new AtomicLong(), 100));
        }
        long begun = System.nanoTime();
        long early = 0;
        long late = 0;
        for (int sixth = 1; sixth <= 6; sixth++) {
            Thread.sleep(seconds * 1_000L / 6);
            ask("GET", "/cameras", "");
            long anonymous = status(pid, "RssAnon");
            early = sixth == 2 ? anonymous : early;
            late = anonymous;
            System.out.printf(Locale.ROOT, "after %d/6: resident %.1f MB, anonymous %.1f MB%n", sixth, status(pid, "VmRSS") / 1024.0, anonymous / 1024.0);
        }
        double took = (System.nanoTime() - begun) / 1e9;
        String state = ask("GET", "/cameras/c0", "");
        over = true;
        long least = counts.stream().mapToLong(AtomicLong::get).min().orElse(0);
        long[] sorted = ages.stream().mapToLong(Long::longValue).sorted().toArray();
        long p99 = sorted.length == 0 ? Long.MAX_VALUE : sorted[(int) (sorted.length * 0.99)];
        double growth = (double) late / early;
        long recorded = number(state, "\"record\" : \\{[^}]*?\"frames\" : (\\d+)");
        long processed = number(state, "\"processed\" : (\\d+)");
        System.out.printf(
                Locale.ROOT,
                "%d frames at %d good viewers, the least %.1f a second; age p50 %d ms, p99 %d ms, oldest %d ms; recorded %d and looked at %d of one camera; broken %d; growth %.3f%n",
                sorted.length, counts.size(), least / took, sorted[sorted.length / 2], p99, sorted[sorted.length - 1], recorded, processed, broken.get(), growth);
        return least / took >= 14 && p99 <= MOST_AGE_MILLIS && growth <= 1.05 && recorded > took * 10 && processed > took / 2 && broken.get() == 0;
    }

    private static long number(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern, Pattern.DOTALL).matcher(text);
        return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
    }

    /** @param pauseMillis after each 8 KiB */
    private void look(String path, AtomicLong count, int pauseMillis) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n").getBytes());
            InputStream in = new BufferedInputStream(socket.getInputStream(), 8_192);
            while (!over) {
                int length = -1;
                String line = line(in);
                while (!line.isEmpty() || length < 0) {
                    if (line.startsWith("Content-Length: ")) {
                        length = Integer.parseInt(line.substring(16).strip());
                    }
                    line = line(in);
                }
                byte[] frame = new byte[length];
                for (int at = 0; at < length; at += 8_192) {
                    in.readNBytes(frame, at, Math.min(8_192, length - at));
                    if (pauseMillis > 0) {
                        Thread.sleep(pauseMillis);
                    }
                }
                if (frame[length - 2] != (byte) 0xFF || frame[length - 1] != (byte) 0xD9) {
                    broken.incrementAndGet();
                }
                if (pauseMillis == 0) {
                    ages.add(System.currentTimeMillis() - ByteBuffer.wrap(frame).getLong(6));
                }
                count.incrementAndGet();
            }
        } catch (IOException | InterruptedException ended) {
            // A camera that is stopped ends its streams.
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new IOException("the stream ended");
            }
            line.append((char) next);
        }
        return line.toString().strip();
    }

    private boolean cycle(int cycles, int pid) throws Exception {
        over = false;
        long[] third = new long[4];
        for (int cycle = 1; cycle <= cycles; cycle++) {
            for (int i = 0; i < CAMERAS; i++) {
                ask("POST", "/cameras/c" + i + "/start", "");
                int camera = i;
                for (int viewer = 0; viewer < 3; viewer++) {
                    Thread.ofVirtual().start(() -> look("/cameras/c" + camera + "/stream", new AtomicLong(), 0));
                }
            }
            Thread.sleep(150);
            for (int i = 0; i < CAMERAS; i++) {
                ask("POST", "/cameras/c" + i + "/stop", "");
            }
            if (cycle == 3 || cycle == cycles / 10) {
                long[] now = held(pid);
                third = cycle == 3 ? now : third;
                System.out.println("after " + cycle + " cycles: " + shown(now));
            }
        }
        long[] last = held(pid);
        System.out.println("after " + cycles + " cycles: " + shown(last));
        return cycles < 3 || (last[0] <= third[0] + 1 && last[1] <= third[1] && last[2] <= third[2] * 1.05);
    }

    private static String shown(long[] held) {
        return String.format(
                Locale.ROOT, "%d threads, %d files and sockets, resident %.1f MB, anonymous %.1f MB", held[0], held[1], held[2] / 1024.0, held[3] / 1024.0);
    }

    /** After a moment in which what is stopped ends, and without garbage. */
    private long[] held(int pid) throws Exception {
        Thread.sleep(2_000);
        ask("POST", "/cleanup-resources", "");
        Thread.sleep(1_000);
        String[] files = Path.of("/proc/" + pid + "/fd").toFile().list();
        return new long[] {status(pid, "Threads"), files == null ? 0 : files.length, status(pid, "VmRSS"), status(pid, "RssAnon")};
    }

    private static long status(int pid, String key) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                .filter(line -> line.startsWith(key + ":"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D+", "")))
                .findFirst()
                .orElseThrow();
    }
}
