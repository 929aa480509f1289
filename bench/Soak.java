import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;

/**
 * Soak URL SECONDS DATA: eight clients send a mixed load, good and hostile, to a server that is running. Afterwards RSS must be
 * within 5 % of what it was after a sixth of the time (15 % when that is less than a minute, while the JVM still warms up), and no
 * thread, open file, spool file or lease may be left over. At each sixth the clients finish what they do and pause, so that all
 * readings are of a server at rest.
 */
public final class Soak {
    /** Until then classes are loaded and compiled and the heap finds its size: growth before that is no leak. */
    private static final int WARM_SECONDS = 60;

    /** libvips keeps up to eight of its workers for the next picture (threadset.c). */
    private static final int IDLE_WORKERS = 8;

    private static final Pattern ID = Pattern.compile("\"id\"\\s*:\\s*\"([^\"]+)\"");
    private final HttpClient client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final URI server;
    private final Path data;
    private final List<byte[]> pictures = new ArrayList<>();
    private final Map<String, LongAdder> answers = new ConcurrentSkipListMap<>();
    private final ConcurrentLinkedQueue<String> stored = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();

    /** Held for reading by a client at work, for writing while the server is looked at. */
    private final ReentrantReadWriteLock pause = new ReentrantReadWriteLock(true);

    private Soak(URI server, Path data) {
        this.server = server;
        this.data = data;
    }

    public static void main(String[] arguments) throws Exception {
        Soak soak = new Soak(URI.create(arguments[0]), Path.of(arguments[1 + 1]));
        System.exit(soak.run(Integer.parseInt(arguments[1])) ? 0 : 1);
    }

    private boolean run(int seconds) throws Exception {
        awaitReady();
        makePictures();
        long start = System.nanoTime();
        long sixth = Duration.ofSeconds(seconds).toNanos() / 6;
        List<Thread> clients = new ArrayList<>();
        for (int number = 0; number < 8; number++) {
            Random random = new Random(number);
            clients.add(Thread.ofPlatform().start(() -> load(random, start + 6 * sixth)));
        }
        List<Usage> readings = new ArrayList<>();
        for (int number = 1; number < 6; number++) {
            Thread.sleep(Duration.ofNanos(Math.max(0, start + number * sixth - System.nanoTime())));
            readings.add(settled("after " + number + "/6"));
        }
        for (Thread thread : clients) {
            thread.join();
        }
        removeStored();
        Usage early = readings.getFirst();
        Usage late = settled("at the end");
        System.out.println("answers " + answers);
        return judge(early, late, seconds / 6 >= WARM_SECONDS ? 1.05 : 1.15);
    }

    /** The lowest of some readings: runs whose client has left may still be on their way. */
    private Usage settled(String when) throws Exception {
        pause.writeLock().lock();
        try {
            Usage lowest = usage();
            for (int i = 0; i < 20; i++) {
                Thread.sleep(150);
                Usage now = usage();
                lowest = now.rss() <= lowest.rss() ? now : now.at(lowest.rss());
            }
            System.out.printf("%s: rss %.1f MB, of which anonymous %.1f; heap %.1f of %.1f; %d threads, %d files, %d spooled, %d leases%n",
                    when, lowest.rss() / 1e6, lowest.anonymous() / 1e6, lowest.heapUsed() / 1e6, lowest.heap() / 1e6,
                    lowest.threads(), lowest.files(), lowest.spooled(), lowest.leases());
            return lowest;
        } finally {
            pause.writeLock().unlock();
        }
    }

    private boolean judge(Usage early, Usage late, double bound) throws IOException {
        double growth = (double) late.rss() / early.rss();
        System.out.printf("rss at the end / after a sixth: %.3f (bound %.2f)%n", growth, bound);
        wrong.stream().limit(10).forEach(line -> System.out.println("wrong answer: " + line));
        boolean clean = late.spooled() == 0 && late.leases() == 0 && late.threads() <= early.threads() + IDLE_WORKERS
                && late.files() <= early.files() + 2;
        System.out.println(clean ? "nothing is left over" : "LEFT OVER: " + late);
        return wrong.isEmpty() && clean && growth <= bound;
    }

    private void load(Random random, long end) {
        while (System.nanoTime() < end) {
            pause.readLock().lock();
            try {
                step(random);
            } catch (IOException e) {
                count("cut off");
                if (!(e.getMessage() + "").contains("timed out")) {
                    count(e.getClass().getSimpleName());
                }
            } catch (InterruptedException e) {
                return;
            } finally {
                pause.readLock().unlock();
            }
        }
    }

    private void step(Random random) throws IOException, InterruptedException {
        byte[] picture = pictures.get(random.nextInt(pictures.size()));
        switch (random.nextInt(20)) {
            case 0, 1, 2, 3, 4, 5, 6, 7 -> transform(random, picture);
            case 8, 9 -> upload(random, picture);
            case 10, 11 -> show(random);
            case 12 -> expect("channel", get("/channels/inbox/image?w=" + (50 + random.nextInt(400)) + "&format=rgb565"), 200, 304, 404, 503);
            case 13 -> delete();
            case 14 -> truncated(random, picture);
            case 15 -> expect("noise", post("/transform?w=9", noise(random)), 415, 422);
            case 16 -> leave(random, picture);
            case 17 -> expect("config", post("/config", "{\"compression_quality\":%d}".formatted(random.nextInt(10)).getBytes(StandardCharsets.UTF_8)), 200);
            case 18 -> expect("status", get("/memory_status"), 200);
            default -> expect("bad", get("/images/nothing?w=0"), 400, 404);
        }
    }

    private void transform(Random random, byte[] picture) throws IOException, InterruptedException {
        String[] formats = {"jpeg", "jpeg", "jpeg", "png", "webp", "gif", "bmp", "rgb565be", "grey4", "tiff"};
        String[] fits = {"inside", "cover", "contain", "fill"};
        String query = "?w=%d&h=%d&format=%s&fit=%s".formatted(20 + random.nextInt(900), 20 + random.nextInt(900),
                formats[random.nextInt(formats.length)], fits[random.nextInt(fits.length)]);
        expect("transform", post("/transform" + query, picture), 200, 503);
    }

    private void upload(Random random, byte[] picture) throws IOException, InterruptedException {
        byte[] own = picture.clone();
        var answer = post("/upload", own);
        expect("upload", answer, 200, 201, 503);
        Matcher matcher = ID.matcher(answer.body());
        if (matcher.find() && stored.size() < 40) {
            stored.add(matcher.group(1));
        }
    }

    private void show(Random random) throws IOException, InterruptedException {
        String id = stored.peek();
        if (id != null) {
            expect("image", get("/images/" + id + "?w=" + (10 + random.nextInt(500)) + "&dither=diffusion&format=grey1"), 200, 404, 503);
        }
    }

    private void delete() throws IOException, InterruptedException {
        String id = stored.poll();
        if (id != null) {
            expect("delete", send(HttpRequest.newBuilder(server.resolve("/images/" + id)).DELETE()), 200, 204, 404);
        }
    }

    private void removeStored() throws IOException, InterruptedException {
        while (!stored.isEmpty()) {
            delete();
        }
    }

    private void truncated(Random random, byte[] picture) throws IOException, InterruptedException {
        byte[] part = java.util.Arrays.copyOf(picture, 64 + random.nextInt(picture.length / 2));
        expect("truncated", post("/transform?w=100", part), 422, 415);
    }

    /** Sends a whole request and closes the socket while the picture is being made. */
    private void leave(Random random, byte[] picture) throws IOException, InterruptedException {
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            OutputStream out = socket.getOutputStream();
            int announced = random.nextBoolean() ? picture.length : picture.length + 1000;
            out.write("POST /transform?w=700&format=webp HTTP/1.1\r\nHost: %s\r\nContent-Length: %d\r\n\r\n"
                    .formatted(server.getAuthority(), announced).getBytes(StandardCharsets.US_ASCII));
            out.write(picture);
            out.flush();
            Thread.sleep(random.nextInt(60));
        }
        count("left");
    }

    private static byte[] noise(Random random) {
        byte[] bytes = new byte[1 + random.nextInt(20_000)];
        random.nextBytes(bytes);
        return bytes;
    }

    private java.net.http.HttpResponse<String> post(String path, byte[] body) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(server.resolve(path)).header("Content-Type", path.startsWith("/config") ? "application/json" : "application/octet-stream")
                .POST(BodyPublishers.ofByteArray(body)));
    }

    private java.net.http.HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(server.resolve(path)).GET());
    }

    private java.net.http.HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.timeout(Duration.ofSeconds(60)).build(), BodyHandlers.ofString(StandardCharsets.ISO_8859_1));
    }

    private void expect(String what, java.net.http.HttpResponse<String> answer, int... right) {
        count(what + " " + answer.statusCode());
        for (int status : right) {
            if (status == answer.statusCode()) {
                return;
            }
        }
        String body = answer.body();
        wrong.add(what + " " + answer.request().uri() + " " + answer.statusCode() + " " + body.substring(0, Math.min(300, body.length())));
    }

    private void count(String what) {
        answers.computeIfAbsent(what, key -> new LongAdder()).increment();
    }

    private void awaitReady() throws InterruptedException {
        for (int i = 0; i < 100; i++) {
            try {
                if (get("/health/ready").statusCode() == 200) {
                    return;
                }
            } catch (IOException e) {
                Thread.sleep(100);
            }
        }
        throw new IllegalStateException("the server does not become ready");
    }

    private record Usage(
            long rss, long anonymous, long heapUsed, long heap, long threads, long files, long spooled, long leases) {

        Usage at(long lowest) {
            return new Usage(lowest, anonymous, heapUsed, heap, threads, files, spooled, leases);
        }
    }

    private Usage usage() throws IOException, InterruptedException {
        String status = get("/memory_status").body();
        long spooled;
        try (var files = Files.list(data.resolve("spool"))) {
            spooled = files.count();
        }
        Matcher holders = Pattern.compile("\"holders\"\\s*:\\s*\\[(.*?)]", Pattern.DOTALL).matcher(status);
        long leases = holders.find() ? holders.group(1).chars().filter(letter -> letter == '{').count() : -1;
        return new Usage(number(status, "rss"), number(status, "anonymous"), number(status, "used"), number(status, "committed"),
                number(status, "threads"), number(status, "openFiles"), spooled, leases);
    }

    private static long number(String json, String key) {
        Matcher matcher = Pattern.compile("\"" + key + "\"\\s*:\\s*(\\d+)").matcher(json);
        if (!matcher.find()) {
            throw new IllegalStateException("no " + key + " in " + json);
        }
        return Long.parseLong(matcher.group(1));
    }

    private void makePictures() throws IOException, InterruptedException {
        for (int[] size : new int[][] {{320, 200}, {1200, 900}, {3000, 2000}}) {
            BufferedImage image = new BufferedImage(size[0], size[1], BufferedImage.TYPE_INT_RGB);
            var pen = image.createGraphics();
            pen.setPaint(new GradientPaint(0, 0, Color.ORANGE, size[0], size[1], Color.BLUE));
            pen.fillRect(0, 0, size[0], size[1]);
            Random random = new Random(size[0]);
            for (int i = 0; i < 400; i++) {
                pen.setColor(new Color(random.nextInt(1 << 24)));
                pen.fillOval(random.nextInt(size[0]), random.nextInt(size[1]), size[0] / 20, size[1] / 20);
            }
            pen.dispose();
            for (boolean progressive : new boolean[] {false, true}) {
                pictures.add(encode(image, "jpeg", progressive));
                pictures.add(encode(image, "png", progressive));
            }
        }
        for (String format : new String[] {"webp", "gif", "tiff", "avif"}) {
            var answer = client.send(HttpRequest.newBuilder(server.resolve("/transform?w=640&format=" + format))
                    .header("Content-Type", "application/octet-stream").POST(BodyPublishers.ofByteArray(pictures.get(4))).build(), BodyHandlers.ofByteArray());
            if (answer.statusCode() != 200) {
                throw new IllegalStateException("no " + format + ": " + new String(answer.body(), StandardCharsets.UTF_8));
            }
            pictures.add(answer.body());
        }
    }

    private static byte[] encode(BufferedImage image, String format, boolean progressive) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
        ImageWriteParam options = writer.getDefaultWriteParam();
        options.setProgressiveMode(progressive ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (var out = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, null), options);
        }
        writer.dispose();
        return bytes.toByteArray();
    }
}
