import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;
import javax.imageio.ImageIO;

/**
 * Day SERVER-PORT ORIGIN-PORT REDIS-PORT REQUESTS SOURCES DISK_MB: sixteen clients ask a server for pictures of this process, the n-th most
 * popular one 1/n times as often as the first. A twentieth of what the server fetches fails, a tenth of the pictures is good for ten seconds only,
 * and Redis, which is this process's, too, is killed and started again twice. Exit 1 when a picture is not the one that was asked for or
 * not what it was the first time, a request fails though its picture's server did not, memory grows, or fewer answers come from the cache
 * than the best choice of pictures for the disk tier, made with the whole day known, less 3 points.
 */
final class Day {

    private static final int PARTS = 6;
    private static final int CLIENTS = 16;

    /** Three patches tell a number: 4 levels of red, green and blue each. */
    private static final int MOST_SOURCES = 1 << 18;

    private static final double MOST_BEHIND = 3;

    /** How long a failure may be answered after it happened: cache.failures, and time to answer. */
    private static final long REMEMBERED_NANOS = Duration.ofSeconds(5).toNanos();

    private static final Pattern NUMBER = Pattern.compile("/(\\d+)\\.");

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(5)).build();
    private final URI server;
    private final int originPort;
    private final int redisPort;
    private final int[] wanted;
    private final AtomicLongArray digests;
    private final AtomicLongArray failed;
    private final AtomicIntegerArray asked;
    private final LongAdder fetches = new LongAdder();
    private final Map<String, LongAdder> answers = new ConcurrentSkipListMap<>();
    private final ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
    private final AtomicInteger next = new AtomicInteger();

    private Day(int port, int originPort, int redisPort, int requests, int sources) {
        server = URI.create("http://127.0.0.1:" + port);
        this.originPort = originPort;
        this.redisPort = redisPort;
        wanted = zipf(requests, sources);
        digests = new AtomicLongArray(sources);
        failed = new AtomicLongArray(sources);
        asked = new AtomicIntegerArray(sources);
    }

    public static void main(String[] arguments) throws Exception {
        int[] numbers = Arrays.stream(arguments).mapToInt(Integer::parseInt).toArray();
        if (numbers[4] > MOST_SOURCES) {
            throw new IllegalArgumentException("at most " + MOST_SOURCES + " sources");
        }
        Day day = new Day(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]);
        System.exit(day.run(numbers[5] * 256) ? 0 : 1);
    }

    private static int[] zipf(int requests, int sources) {
        double[] sums = new double[sources];
        double sum = 0;
        for (int n = 0; n < sources; n++) {
            sum += 1.0 / (n + 1);
            sums[n] = sum;
        }
        Random random = new Random(7);
        double all = sum;
        return IntStream.range(0, requests)
                .map(_ -> {
                    int at = Arrays.binarySearch(sums, random.nextDouble() * all);
                    return Math.min(sources - 1, at < 0 ? -at - 1 : at);
                })
                .toArray();
    }

    /** @param blocks of 4 KiB that the disk tier may take */
    private boolean run(int blocks) throws Exception {
        HttpServer origin = HttpServer.create(new InetSocketAddress("127.0.0.1", originPort), 100);
        origin.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        origin.createContext("/", this::serve);
        origin.start();
        Process redis = redis();
        try {
            awaitReady();
            long start = System.nanoTime();
            List<Long> memory = new ArrayList<>();
            for (int part = 1; part <= PARTS; part++) {
                List<Thread> clients = clients((int) ((long) wanted.length * part / PARTS));
                if (part == 3 || part == 5) {
                    Thread.sleep(500);
                    redis.destroyForcibly().waitFor();
                    Thread.sleep(500);
                    redis = redis();
                }
                for (Thread thread : clients) {
                    thread.join();
                }
                memory.add(resting());
            }
            return judge(blocks, memory, (System.nanoTime() - start) / 1_000_000_000);
        } finally {
            redis.destroyForcibly();
            origin.stop(0);
        }
    }

    private Process redis() throws IOException {
        return new ProcessBuilder("redis-server", "--port", Integer.toString(redisPort), "--bind", "127.0.0.1", "--save", "",
                        "--appendonly", "no", "--maxmemory", "12mb", "--maxmemory-policy", "allkeys-lfu", "--dir", "/tmp")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private List<Thread> clients(int end) {
        return IntStream.range(0, CLIENTS).mapToObj(_ -> Thread.ofPlatform().start(() -> ask(end))).toList();
    }

    private void ask(int end) {
        for (int at = next.getAndIncrement(); at < end; at = next.getAndIncrement()) {
            int number = wanted[at];
            try {
                look(number, client.send(request(path(number)), BodyHandlers.ofByteArray()));
            } catch (IOException e) {
                wrong.add(path(number) + " " + e);
            } catch (InterruptedException e) {
                return;
            }
        }
        next.set(end);
    }

    private HttpRequest request(String path) {
        return HttpRequest.newBuilder(server.resolve(path)).timeout(Duration.ofSeconds(30)).build();
    }

    /** Each picture is asked for in one way; one of four as it is. */
    private String path(int number) {
        String url = "http://127.0.0.1:" + originPort + "/" + number + "." + (number % 3 == 0 ? "jpg" : "png");
        return switch (number % 4) {
            case 0 -> "/api/image-proxy?w=48&url=" + url;
            case 1 -> "/api/image-proxy?h=40&format=jpeg&url=" + url;
            case 2 -> "/img/insecure/rs:fill:32:32/plain/" + url + "@png";
            default -> "/api/image-proxy?url=" + url;
        };
    }

    /** How many entries an answer takes, all of which are below 4 KiB: that of the source, and that of what was made of it. */
    private static int cost(int number) {
        return number % 4 == 3 ? 1 : 2;
    }

    private void look(int number, HttpResponse<byte[]> answer) throws IOException {
        String from = answer.headers().firstValue("X-Sluice-Cache").orElse("-");
        count(answer.statusCode() + " " + from);
        if (answer.statusCode() != 200) {
            long at = failed.get(number);
            String said = new String(answer.body(), StandardCharsets.UTF_8);
            boolean theirs = said.contains("/problems/source-status") || said.contains("/problems/source-busy");
            if (at == 0 || System.nanoTime() - at > REMEMBERED_NANOS || !theirs) {
                wrong.add(path(number) + " " + answer.statusCode() + " " + said);
            }
            return;
        }
        CRC32C sum = new CRC32C();
        sum.update(answer.body());
        long digest = (long) answer.body().length << 32 | sum.getValue();
        long before = digests.compareAndExchange(number, 0, digest);
        if (before != 0 && before != digest) {
            wrong.add(path(number) + " is another picture than before, " + from);
        }
        if (before == 0 && numberOf(answer.body()) != number) {
            wrong.add(path(number) + " shows picture " + numberOf(answer.body()) + ", " + from);
        }
    }

    /** Of the patches around the middle, whatever was cut off at the sides. */
    private static int numberOf(byte[] picture) throws IOException {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(picture));
        if (image == null) {
            return -1;
        }
        int middle = image.getWidth() / 2;
        int number = 0;
        for (int patch = -1; patch <= 1; patch++) {
            int colour = image.getRGB(middle + patch * image.getHeight() * 3 / 8, image.getHeight() / 2);
            number = number << 6 | (colour >> 22 & 3) << 4 | (colour >> 14 & 3) << 2 | colour >> 6 & 3;
        }
        return number;
    }

    private static byte[] picture(int number, String format) throws IOException {
        BufferedImage image = new BufferedImage(96, 64, BufferedImage.TYPE_INT_RGB);
        var pen = image.createGraphics();
        Random random = new Random(number);
        for (int i = 0; i < 12; i++) {
            pen.setColor(new Color(random.nextInt(1 << 24)));
            pen.fillRect(random.nextInt(96), random.nextInt(64), 24, 16);
        }
        for (int patch = 0; patch < 3; patch++) {
            int part = number >> 6 * (2 - patch);
            pen.setColor(new Color((part >> 4 & 3) * 64 + 32, (part >> 2 & 3) * 64 + 32, (part & 3) * 64 + 32));
            pen.fillRect(32 * patch, 16, 32, 32);
        }
        pen.dispose();
        var out = new ByteArrayOutputStream();
        ImageIO.write(image, format, out);
        return out.toByteArray();
    }

    /** Whether a picture cannot be had when it is asked for the {@code times}th time. */
    private static boolean fails(int number, int times) {
        return new SplittableRandom(number * 1_000_003L + times).nextInt(20) == 0;
    }

    private void serve(HttpExchange exchange) throws IOException {
        fetches.increment();
        String path = exchange.getRequestURI().getPath();
        Matcher named = NUMBER.matcher(path);
        int number = named.find() ? Integer.parseInt(named.group(1)) : 0;
        if (fails(number, asked.getAndIncrement(number))) {
            failed.set(number, System.nanoTime());
            exchange.sendResponseHeaders(number % 2 == 0 ? 500 : 503, -1);
        } else {
            String tag = "\"" + number + "\"";
            exchange.getResponseHeaders().set("ETag", tag);
            exchange.getResponseHeaders().set("Cache-Control", "max-age=" + (number % 10 == 5 ? 10 : 86_400));
            if (tag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
                exchange.sendResponseHeaders(304, -1);
            } else {
                byte[] picture = picture(number, path.endsWith("jpg") ? "jpeg" : "png");
                exchange.sendResponseHeaders(200, picture.length);
                exchange.getResponseBody().write(picture);
            }
        }
        exchange.close();
    }

    /** Answers of the cache, had it known what is worth its room most, and held just that once it was fetched. */
    private int best(int blocks) {
        int[] counts = new int[digests.length()];
        Arrays.stream(wanted).forEach(number -> counts[number]++);
        int[] worth = IntStream.range(0, counts.length)
                .boxed()
                .sorted((a, b) -> Double.compare((double) counts[b] / cost(b), (double) counts[a] / cost(a)))
                .mapToInt(Integer::intValue)
                .toArray();
        BitSet held = new BitSet();
        int room = blocks;
        for (int number : worth) {
            room -= cost(number);
            held.set(number, room >= 0);
        }
        int hits = 0;
        int[] times = new int[counts.length];
        BitSet there = new BitSet();
        for (int number : wanted) {
            if (there.get(number)) {
                hits++;
            } else if (!fails(number, times[number]++)) {
                there.set(number, held.get(number));
            }
        }
        return hits;
    }

    private boolean judge(int blocks, List<Long> memory, long seconds) {
        long hits = sum("200 hit") + sum("200 stale");
        double ratio = 100.0 * hits / wanted.length;
        double best = 100.0 * best(blocks) / wanted.length;
        double growth = (double) memory.getLast() / memory.getFirst();
        double bound = seconds >= 360 ? 1.05 : 1.15;
        wrong.stream().limit(10).forEach(line -> System.out.println("wrong: " + line));
        System.out.printf("%d requests for %d pictures in %d s: %d wrong, answers %s, %d fetches%n",
                wanted.length, digests.length(), seconds, wrong.size(), answers, fetches.sum());
        System.out.printf("answered from the cache %.1f %%, the best choice %.1f %% (bound %.0f points less)%n", ratio, best, MOST_BEHIND);
        System.out.printf("rss MB %s; at the end / after a sixth: %.3f (bound %.2f)%n",
                memory.stream().map(bytes -> bytes / 1_000_000).toList(), growth, bound);
        return wrong.isEmpty() && ratio >= best - MOST_BEHIND && growth <= bound;
    }

    private long sum(String answer) {
        return answers.getOrDefault(answer, new LongAdder()).sum();
    }

    private void count(String what) {
        answers.computeIfAbsent(what, _ -> new LongAdder()).increment();
    }

    /** The lowest of some readings while nobody asks. */
    private long resting() throws IOException, InterruptedException {
        long lowest = Long.MAX_VALUE;
        for (int i = 0; i < 20; i++) {
            Thread.sleep(150);
            String status = client.send(request("/memory_status"), BodyHandlers.ofString()).body();
            Matcher rss = Pattern.compile("\"rss\"\\s*:\\s*(\\d+)").matcher(status);
            if (rss.find()) {
                lowest = Math.min(lowest, Long.parseLong(rss.group(1)));
            }
        }
        return lowest;
    }

    private void awaitReady() throws InterruptedException {
        for (int i = 0; i < 100; i++) {
            try {
                if (client.send(request("/health/ready"), BodyHandlers.ofString()).statusCode() == 200) {
                    return;
                }
            } catch (IOException e) {
                Thread.sleep(100);
            }
        }
        throw new IllegalStateException("the server does not become ready");
    }
}
