import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32;

/**
 * Asks a server for the same picture many times at once, which it has never been asked for before: Identical SERVER-PORT ORIGIN-PORT PICTURE
 * COUNT SERVER-PID. Serves the picture itself, a third of a second after it is asked for. Exit 1 unless it was asked for once, one answer of all
 * was made, and all are equal.
 */
final class Identical {

    private Identical() {}

    private record Reply(int status, String from, long sum) {}

    public static void main(String[] arguments) throws Exception {
        int port = Integer.parseInt(arguments[0]);
        int originPort = Integer.parseInt(arguments[1]);
        byte[] picture = Files.readAllBytes(Path.of(arguments[2]));
        int count = Integer.parseInt(arguments[3]);
        AtomicInteger fetches = new AtomicInteger();
        HttpServer origin = HttpServer.create(new InetSocketAddress("127.0.0.1", originPort), 100);
        origin.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        origin.createContext("/", exchange -> {
            fetches.incrementAndGet();
            sleep();
            exchange.sendResponseHeaders(200, picture.length);
            exchange.getResponseBody().write(picture);
            exchange.close();
        });
        origin.start();
        int pid = Integer.parseInt(arguments[4]);
        ask(port, originPort, "warm-up.jpg");
        long before = peak(pid);
        ask(port, originPort, "one.jpg");
        long one = peak(pid);
        fetches.set(0);
        List<Future<Reply>> replies = new ArrayList<>();
        long start = System.nanoTime();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < count; i++) {
                replies.add(callers.submit(() -> ask(port, originPort, "many.jpg")));
            }
        }
        long millis = (System.nanoTime() - start) / 1_000_000;
        Map<String, Integer> from = new HashMap<>();
        Map<Long, Integer> sums = new HashMap<>();
        for (Future<Reply> reply : replies) {
            from.merge(reply.get().status + " " + reply.get().from, 1, Integer::sum);
            sums.merge(reply.get().sum, 1, Integer::sum);
        }
        origin.stop(0);
        System.out.printf(
                "%d identical cold requests at once: %d fetch, answers %s, %d different, %d ms; peak memory %d MB, after one request %d MB, before %d MB%n",
                count, fetches.get(), from, sums.size(), millis, peak(pid), one, before);
        boolean good = fetches.get() == 1
                && sums.size() == 1
                && from.getOrDefault("200 miss", 0) == 1
                && from.keySet().stream().allMatch(key -> key.startsWith("200 "));
        System.exit(good ? 0 : 1);
    }

    private static void sleep() {
        try {
            Thread.sleep(333);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long peak(int pid) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElseThrow();
    }

    private static Reply ask(int port, int originPort, String name) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 60_000);
            socket.setSoTimeout(60_000);
            OutputStream out = socket.getOutputStream();
            out.write(("GET /api/image-proxy?w=720&format=jpeg&url=http://127.0.0.1:" + originPort + "/" + name
                            + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1));
            byte[] answer = socket.getInputStream().readAllBytes();
            String head = new String(answer, 0, Math.min(answer.length, 2_000), StandardCharsets.ISO_8859_1);
            int end = head.indexOf("\r\n\r\n") + 4;
            CRC32 sum = new CRC32();
            sum.update(answer, end, answer.length - end);
            String from = head.replaceAll("(?s).*X-Sluice-Cache: (\\w+).*", "$1");
            return new Reply(Integer.parseInt(head.substring(9, 12)), from.length() > 20 ? "?" : from, sum.getValue());
        }
    }
}
