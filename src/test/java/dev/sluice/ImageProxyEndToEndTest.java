package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.support.PictureOrigin;
import dev.sluice.support.Pictures;
import dev.sluice.support.RawOrigin;
import dev.sluice.support.Reply;
import dev.sluice.support.RunningSluice;
import dev.sluice.support.Wire;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class ImageProxyEndToEndTest {

    @TempDir
    Path folder;

    private final byte[] png = Pictures.png(120, 80);
    private PictureOrigin origin;
    private RunningSluice sluice;

    @BeforeEach
    void start() throws IOException {
        origin = new PictureOrigin();
        sluice = sluice("data", Map.of());
    }

    @AfterEach
    void stop() throws IOException {
        sluice.close();
        origin.close();
    }

    private RunningSluice sluice(String name, Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(origin.settings());
        settings.putAll(more);
        return RunningSluice.in(folder.resolve(name), settings);
    }

    private static @Nullable String from(Reply reply) {
        assertThat(reply.status()).as(reply::text).isLessThan(400);
        return reply.header("X-Sluice-Cache");
    }

    @Test
    void theBytesPassUnchangedAndComeFromTheCacheTheSecondTime() {
        origin.has("/a.png", png, "Cache-Control: max-age=600");
        Reply first = sluice.get(origin.through("/a.png"));
        assertThat(from(first)).isEqualTo("miss");
        assertThat(first.bytes()).isEqualTo(png);
        assertThat(first.header("Content-Type")).isEqualTo("image/png");
        Reply second = sluice.get(origin.through("/a.png"));
        assertThat(from(second)).isEqualTo("hit");
        assertThat(second.bytes()).isEqualTo(png);
        assertThat(second.header("ETag")).isEqualTo(first.header("ETag"));
        assertThat(second.header("Cache-Control")).startsWith("public, max-age=600, s-maxage=600");
        assertThat(second.header("Age")).matches("\\d+");
        assertThat(origin.asked("/a.png")).isEqualTo(1);
    }

    @Test
    void whatWasMadeComesFromTheCacheInPartsAndByCondition() {
        origin.has("/a.png", png);
        String path = origin.through("/a.png") + "&w=60&format=jpeg";
        Reply made = sluice.get(path);
        assertThat(from(made)).isEqualTo("miss");
        assertThat(made.header("Server-Timing")).contains("fetch;dur=").contains("render;dur=");
        Reply cached = sluice.get(path);
        assertThat(from(cached)).isEqualTo("hit");
        assertThat(cached.bytes()).isEqualTo(made.bytes());
        assertThat(cached.picture().getWidth()).isEqualTo(60);
        assertThat(cached.header("X-Image-Height")).isEqualTo("40");
        Reply part = sluice.get(path, "Range", "bytes=10-19");
        assertThat(part.status()).isEqualTo(206);
        assertThat(part.bytes()).hasSize(10);
        String etag = cached.header("ETag");
        assertThat(etag).isNotNull();
        assertThat(sluice.get(path, "If-None-Match", etag).status()).isEqualTo(304);
        assertThat(sluice.head(path).bytes()).isEmpty();
        assertThat(origin.asked("/a.png")).isEqualTo(1);
    }

    @Test
    void optionsThatComeToTheSameShareAnEntry() {
        origin.has("/a.png", png);
        assertThat(from(sluice.get(origin.through("/a.png") + "&w=60&h=60"))).isEqualTo("miss");
        for (String same :
                List.of("&w=60&h=40", "&h=60&w=60&fit=inside", "&w=60", "&w=30&h=30&dpr=2", "&w=60&format=png")) {
            assertThat(from(sluice.get(origin.through("/a.png") + same)))
                    .as(same)
                    .isEqualTo("hit");
        }
        assertThat(from(sluice.get(origin.through("/a.png") + "&w=60&h=60&fit=cover")))
                .isEqualTo("miss");
        assertThat(origin.asked("/a.png")).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "image/avif,image/webp,*/*;q=0.8 | image/avif",
                "image/webp,*/* | image/webp",
                "image/avif;q=0, image/webp | image/webp",
                "*/* | image/jpeg",
                "text/html | image/jpeg"
            })
    void theFormatIsWhatTheBrowserLikes(String accept, String type) {
        origin.has("/a.png", png);
        Reply reply = sluice.get(origin.through("/a.png") + "&w=20&format=auto", "Accept", accept);
        assertThat(reply.header("Content-Type")).isEqualTo(type);
        assertThat(reply.header("Vary")).isEqualTo("Accept");
    }

    @Test
    void whatIsTransparentStaysSoForEveryBrowser() {
        byte[] clear = Pictures.encode(new BufferedImage(40, 40, BufferedImage.TYPE_INT_ARGB), "png");
        origin.has("/clear.png", clear);
        Reply reply = sluice.get(origin.through("/clear.png") + "&w=20&format=auto", "Accept", "*/*");
        assertThat(reply.header("Content-Type")).isEqualTo("image/png");
    }

    @Test
    void effectsAndSizesAreEntriesOfTheirOwn() {
        origin.has("/noise.png", Pictures.encode(Pictures.noise(120, 80, 5), "png"), "Cache-Control: max-age=600");
        String path = origin.through("/noise.png") + "&format=jpeg&q=90";
        Reply whole = sluice.get(path);
        int most = whole.bytes().length / 2;
        Reply small = sluice.get(path + "&max_bytes=" + most);
        Reply soft = sluice.get(path + "&blur=4");
        assertThat(from(small)).isEqualTo("miss");
        assertThat(small.bytes()).hasSizeLessThanOrEqualTo(most);
        assertThat(from(soft)).isEqualTo("miss");
        assertThat(soft.bytes()).hasSizeLessThan(most);
        assertThat(from(sluice.get(path + "&blur=4.0"))).isEqualTo("hit");
        assertThat(from(sluice.get(path))).isEqualTo("hit");
        assertThat(sluice.get(path + "&blur=-1").detail(400, "parameter")).startsWith("blur: ");
    }

    /** On the loopback without a token everybody on this machine may ask, but no page of another site may look. */
    @Test
    void pagesOfOtherSitesReadOnlyWhatIsSigned() {
        origin.has("/a.png", png);
        Reply own = sluice.get(origin.through("/a.png"));
        assertThat(own.bytes()).isEqualTo(png);
        assertThat(own.header("Access-Control-Allow-Origin")).isNull();
        Reply foreign = sluice.get(origin.through("/a.png"), "Origin", "https://shop.example");
        foreign.problem(403, "signature");
        assertThat(foreign.header("Access-Control-Allow-Origin")).isNull();
        sluice.get("/api/image-proxy/stats", "Origin", "https://shop.example").problem(403, "origin");
    }

    @Test
    void anExpiredPictureIsConfirmedByItsServer() {
        origin.has("/a.png", png, "Cache-Control: max-age=0", "ETag: \"1\"");
        String path = origin.through("/a.png") + "&w=60";
        Reply first = sluice.get(path);
        Reply second = sluice.get(path);
        assertThat(from(second)).isEqualTo("stale");
        origin.has("/b.png", png, "Cache-Control: no-cache", "ETag: \"1\"");
        sluice.get(origin.through("/b.png") + "&w=60");
        Reply confirmed = sluice.get(origin.through("/b.png") + "&w=60");
        assertThat(from(confirmed)).isEqualTo("hit");
        assertThat(confirmed.bytes()).isEqualTo(first.bytes());
        assertThat(origin.asked("/b.png")).isEqualTo(2);
    }

    @Test
    void aChangedPictureIsShownAfterTheFirstStaleAnswer() throws InterruptedException {
        String path = origin.through("/a.png") + "&w=60&format=png";
        origin.has("/a.png", png, "Cache-Control: max-age=0, stale-while-revalidate=60", "ETag: \"1\"");
        byte[] old = sluice.get(path).bytes();
        origin.has("/a.png", Pictures.png(80, 120), "Cache-Control: max-age=60", "ETag: \"2\"");
        Reply stale = sluice.get(path);
        assertThat(from(stale)).isEqualTo("stale");
        assertThat(stale.bytes()).isEqualTo(old);
        for (int tries = 0; tries < 100 && origin.asked("/a.png") < 2; tries++) {
            Thread.sleep(20);
        }
        Reply changed = sluice.get(path);
        for (int tries = 0; tries < 100 && changed.picture().getHeight() != 90; tries++) {
            Thread.sleep(20);
            changed = sluice.get(path);
        }
        assertThat(changed.picture().getHeight()).isEqualTo(90);
        assertThat(origin.asked("/a.png")).isEqualTo(2);
    }

    @Test
    void whenTheServerFailsTheOldPictureIsStillGood() {
        origin.has("/a.png", png, "Cache-Control: max-age=0, stale-while-revalidate=0, stale-if-error=60");
        String path = origin.through("/a.png") + "&w=60";
        byte[] old = sluice.get(path).bytes();
        origin.fails("/a.png", 503);
        Reply reply = sluice.get(path);
        assertThat(from(reply)).isEqualTo("stale");
        assertThat(reply.bytes()).isEqualTo(old);
    }

    @Test
    void aFailureIsRememberedForAWhile() {
        origin.fails("/a.png", 404);
        for (int i = 0; i < 5; i++) {
            sluice.get(origin.through("/a.png")).problem(404, "source-not-found");
        }
        assertThat(origin.asked("/a.png")).isEqualTo(1);
    }

    @Test
    void whatMustNotBeKeptIsNot() {
        for (String directive : List.of("no-store", "private")) {
            String path = "/" + directive + ".png";
            origin.has(path, png, "Cache-Control: " + directive);
            for (int i = 1; i <= 3; i++) {
                Reply reply = sluice.get(origin.through(path) + "&w=60");
                assertThat(from(reply)).isEqualTo("miss");
                assertThat(reply.header("Cache-Control")).isEqualTo("no-store");
                assertThat(origin.asked(path)).isEqualTo(i);
            }
        }
    }

    @Test
    void manyWhoAskTogetherHaveOneFetchAndOneRendering() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        origin.does("/a.png", (_, out) -> {
            go.await();
            RawOrigin.write(out, "HTTP/1.1 200 OK\r\nContent-Length: " + png.length + "\r\n\r\n");
            out.write(png);
            out.flush();
        });
        List<Future<Reply>> replies = new ArrayList<>();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 60; i++) {
                String path = origin.through("/a.png") + "&w=" + (20 + i % 3);
                replies.add(callers.submit(() -> sluice.get(path)));
            }
            Thread.sleep(500);
            go.countDown();
        }
        int made = 0;
        for (Future<Reply> reply : replies) {
            assertThat(reply.get().status()).isEqualTo(200);
            made += "miss".equals(reply.get().header("X-Sluice-Cache")) ? 1 : 0;
        }
        assertThat(made).as("renderings of three sizes").isEqualTo(3);
        assertThat(origin.asked("/a.png")).isEqualTo(1);
    }

    @Test
    void theCacheOutlivesARestart() {
        origin.has("/a.png", png, "Cache-Control: max-age=600");
        String path = origin.through("/a.png") + "&w=60";
        byte[] made = sluice.get(path).bytes();
        sluice.restart();
        Reply reply = sluice.get(path);
        assertThat(from(reply)).isEqualTo("hit");
        assertThat(reply.bytes()).isEqualTo(made);
    }

    @Test
    void withoutACacheEachRequestIsFetchedAndMade() {
        try (RunningSluice plain = sluice("plain", Map.of("cache.enabled", "false"))) {
            origin.has("/a.png", png);
            for (int i = 1; i <= 2; i++) {
                assertThat(from(plain.get(origin.through("/a.png") + "&w=60"))).isEqualTo("pass");
                assertThat(origin.asked("/a.png")).isEqualTo(i);
            }
        }
    }

    @Test
    void refusesWhatItCannotRead() {
        origin.has("/page.png", "<html>not found</html>".getBytes(StandardCharsets.UTF_8));
        sluice.get(origin.through("/page.png")).problem(415, "unknown-picture");
        sluice.get("/api/image-proxy").problem(400, "parameter");
        sluice.get("/api/image-proxy?url=no%20url").problem(400, "parameter");
        sluice.get("/api/image-proxy?url=local:///a.png").problem(400, "parameter");
        sluice.get(origin.through("/a.png") + "&wobble=1").problem(400, "parameter");
        sluice.get(origin.through("/a.png") + "&dpr=0").problem(400, "parameter");
        sluice.get("/api/image-proxy?url=http://169.254.169.254/a.png").problem(403, "source-forbidden");
        sluice.get("/api/image-proxy?url=file:///etc/passwd").problem(403, "source-forbidden");
    }

    @Test
    void whoHasNoTokenNeedsASignature() {
        origin.has("/a.png", png);
        Map<String, String> guarded = Map.of(
                "access.token", "a-token-of-some-length", "proxy.keys", "736563726574", "proxy.salts", "68656c6c6f");
        String path = origin.through("/a.png") + "&w=60";
        try (RunningSluice closed = sluice("closed", guarded)) {
            assertThat(closed.get(path).status()).isEqualTo(200);
            closed.anonymous(path).problem(403, "signature");
            closed.anonymous(path + "&sig=wrong").problem(403, "signature");
            closed.anonymous("/api/image-proxy/stats").problem(401, "token");
            closed.anonymous("/images").problem(401, "token");
        }
    }

    @Test
    void aPublicProxyAnswersEverybodyForItsHosts() {
        origin.has("/a.png", png);
        try (RunningSluice open = sluice(
                "open",
                Map.of(
                        "access.token",
                        "a-token-of-some-length",
                        "proxy.public",
                        "true",
                        "fetch.allow-hosts",
                        "127.0.0.1"))) {
            assertThat(open.anonymous(origin.through("/a.png") + "&w=60").status())
                    .isEqualTo(200);
            open.anonymous("/api/image-proxy?url=http://localhost:" + origin.port() + "/a.png")
                    .problem(403, "source-forbidden");
        }
    }

    @Test
    void purgingForgetsWhatIsMeantWithAllThatWasMadeOfIt() {
        for (String path : List.of("/a/1.png", "/a/2.png", "/b/1.png", "/c/1.png")) {
            origin.has(path, png, "Surrogate-Key: red letter-" + path.charAt(1));
            sluice.get(origin.through(path) + "&w=60");
        }
        assertThat(entries("")).isEqualTo(8);
        assertThat(entries(origin.at("/a/"))).isEqualTo(4);
        assertThat(purged("{\"url\": \"" + origin.at("/a/1.png") + "\"}")).isEqualTo(2);
        assertThat(entries(origin.at("/a/"))).isEqualTo(2);
        assertThat(purged("{\"surrogateKey\": \"letter-b\"}")).isEqualTo(2);
        assertThat(purged("{\"prefix\": \"" + origin.at("/a/") + "\"}")).isEqualTo(2);
        assertThat(from(sluice.get(origin.through("/c/1.png") + "&w=60"))).isEqualTo("hit");
        assertThat(purged("{\"all\": true}")).isEqualTo(2);
        assertThat(from(sluice.get(origin.through("/c/1.png") + "&w=60"))).isEqualTo("miss");
        for (String wrong : List.of("{}", "[]", "{\"all\": 1}", "{\"url\": \"\"}", "{\"wobble\": \"a\"}")) {
            sluice.post("/api/image-proxy/purge", wrong).problem(400, "parameter");
        }
    }

    private int entries(String prefix) {
        return sluice.get("/api/image-proxy/entries" + (prefix.isEmpty() ? "" : "?prefix=" + prefix))
                .json(200)
                .path("entries")
                .size();
    }

    private int purged(String body) {
        return sluice.post("/api/image-proxy/purge", body)
                .json(200)
                .path("purged")
                .asInt();
    }

    @Test
    void whatIsWarmedIsThereWhenItIsAskedFor() throws InterruptedException {
        origin.has("/a.png", png).has("/b.png", png).fails("/c.png", 404);
        String urls =
                "[\"" + origin.at("/a.png") + "\", \"" + origin.at("/b.png") + "\", \"" + origin.at("/c.png") + "\"]";
        assertThat(sluice.post("/api/image-proxy/warm", "{\"urls\": " + urls + ", \"w\": \"60\"}")
                        .json(202)
                        .path("accepted")
                        .asInt())
                .isEqualTo(3);
        JsonNode warming = stats().path("warming");
        for (int tries = 0; tries < 100 && warming.path("done").asInt() < 3; tries++) {
            Thread.sleep(50);
            warming = stats().path("warming");
        }
        assertThat(warming.path("failed").asInt()).isEqualTo(1);
        assertThat(from(sluice.get(origin.through("/a.png") + "&w=60"))).isEqualTo("hit");
        JsonNode stats = stats();
        assertThat(stats.path("totalImages").asInt()).isEqualTo(4);
        assertThat(stats.path("hits").asInt()).isEqualTo(1);
        assertThat(stats.path("totalSize").asInt()).isGreaterThan(2 * png.length);
        sluice.post("/api/image-proxy/warm", "{\"urls\": []}").problem(400, "parameter");
        sluice.post("/api/image-proxy/warm", "{\"urls\": [\"no url\"]}").problem(400, "parameter");
    }

    private JsonNode stats() {
        return sluice.get("/api/image-proxy/stats").json(200);
    }

    @Test
    void whatIsKnownOfAPictureIsTold() {
        origin.has("/a.png", png, "Cache-Control: max-age=77");
        String path = "/api/image-proxy/info?url=" + origin.at("/a.png");
        assertThat(sluice.get(path).json(200).path("cached").asBoolean()).isFalse();
        JsonNode info = sluice.get(path).json(200);
        assertThat(info.path("cached").asBoolean()).isTrue();
        assertThat(info.path("type").asString()).isEqualTo("image/png");
        assertThat(info.path("width").asInt()).isEqualTo(120);
        assertThat(info.path("size").asInt()).isEqualTo(png.length);
        assertThat(info.path("goodForSeconds").asInt()).isEqualTo(77);
        assertThat(origin.asked("/a.png")).isEqualTo(1);
    }

    @Test
    void whatIsAnsweredAgainIsTheSameAndCounts() {
        origin.has("/a.png", png, "Cache-Control: max-age=600");
        String path = origin.through("/a.png") + "&w=60&format=jpeg";
        Reply made = sluice.get(path);
        for (int i = 0; i < 5; i++) {
            Reply again = sluice.get(path, "X-Request-Id", "again-" + i);
            assertThat(from(again)).isEqualTo("hit");
            assertThat(again.bytes()).isEqualTo(made.bytes());
            assertThat(again.header("ETag")).isEqualTo(made.header("ETag"));
            assertThat(again.header("Content-Type")).isEqualTo("image/jpeg");
            assertThat(again.header("X-Request-Id")).isEqualTo("again-" + i);
            assertThat(again.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(again.header("Age")).matches("\\d+");
        }
        assertThat(stats().path("hits").asInt()).isEqualTo(5);
        assertThat(stats().path("bytesServed").asInt()).isEqualTo(6 * made.bytes().length);
        assertThat(sluice.get(path, "Range", "bytes=0-4").bytes()).hasSize(5);
        assertThat(sluice.head(path).bytes()).isEmpty();
        assertThat(sluice.get(path, "If-None-Match", "*").status()).isEqualTo(304);
    }

    @Test
    void whatWasPurgedIsNotAnsweredAgain() {
        origin.has("/a.png", png, "Cache-Control: max-age=600");
        String path = origin.through("/a.png") + "&w=60";
        for (int i = 0; i < 3; i++) {
            sluice.get(path);
        }
        assertThat(purged("{\"url\": \"" + origin.at("/a.png") + "\"}")).isEqualTo(2);
        assertThat(from(sluice.get(path))).isEqualTo("miss");
        assertThat(origin.asked("/a.png")).isEqualTo(2);
    }

    @Test
    void nothingIsAnsweredAgainBeyondItsTime() throws InterruptedException {
        origin.has("/a.png", png, "Cache-Control: max-age=1, stale-while-revalidate=60");
        String path = origin.through("/a.png") + "&w=60";
        long begun = System.nanoTime();
        sluice.get(path);
        while (System.nanoTime() - begun < 1_100_000_000L) {
            assertThat(from(sluice.get(path))).isIn("hit", "stale");
            Thread.sleep(50);
        }
        assertThat(from(sluice.get(path))).isIn("stale", "hit");
        for (int tries = 0; tries < 100 && origin.asked("/a.png") < 2; tries++) {
            Thread.sleep(20);
        }
        assertThat(origin.asked("/a.png")).as("it was asked for again").isGreaterThanOrEqualTo(2);
    }

    @Test
    void whatOneWithATokenWasAnsweredIsNotAnsweredAgainToOthers() {
        origin.has("/a.png", png, "Cache-Control: max-age=600");
        String path = origin.through("/a.png") + "&w=60";
        try (RunningSluice closed = sluice("closed-again", Map.of("access.token", "a-token-of-some-length"))) {
            for (int i = 0; i < 3; i++) {
                assertThat(closed.get(path).status()).isEqualTo(200);
                closed.anonymous(path).problem(403, "signature");
            }
        }
    }

    @Test
    void whatIsAnsweredAgainIsNotAnsweredToPagesOfOthers() {
        origin.has("/a.png", png, "Cache-Control: max-age=600");
        String path = origin.through("/a.png") + "&w=60";
        for (int i = 0; i < 3; i++) {
            assertThat(sluice.get(path).status()).isEqualTo(200);
        }
        String host = "GET " + path + " HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n";
        try (Wire wire = sluice.wire()) {
            assertThat(wire.send(host).answer()).startsWith("HTTP/1.1 421");
        }
    }

    @Test
    void aFailureThatIsAskedForAllTheTimeIsForgottenInTime() throws InterruptedException {
        try (RunningSluice forgetful = sluice("forgetful", Map.of("cache.failures", "1s"))) {
            origin.fails("/a.png", 404);
            forgetful.get(origin.through("/a.png")).problem(404, "source-not-found");
            origin.has("/a.png", png);
            int status = 404;
            for (int tries = 0; tries < 50 && status != 200; tries++) {
                Thread.sleep(100);
                status = forgetful.get(origin.through("/a.png")).status();
            }
            assertThat(status).isEqualTo(200);
        }
    }

    @Test
    void purgingForgetsFailuresToo() {
        origin.fails("/a.png", 404);
        sluice.get(origin.through("/a.png")).problem(404, "source-not-found");
        origin.has("/a.png", png);
        purged("{\"prefix\": \"" + origin.at("/") + "\"}");
        assertThat(sluice.get(origin.through("/a.png")).status()).isEqualTo(200);
    }

    @Test
    void warmingTakesNumbersAsNumbers() {
        origin.has("/a.png", png);
        String body = "{\"urls\": [\"" + origin.at("/a.png") + "\"], \"w\": 60}";
        assertThat(sluice.post("/api/image-proxy/warm", body).status()).isEqualTo(202);
    }

    @Test
    void whoDoesNotTakeAnAnswerThatIsGivenAgainIsCutOff() {
        byte[] large = Pictures.encode(Pictures.noise(700, 700, 5), "png");
        origin.has("/large.png", large, "Cache-Control: max-age=600");
        String path = origin.through("/large.png");
        try (RunningSluice strict = sluice("strict", Map.of("http.write-timeout", "100ms"))) {
            for (int i = 0; i < 3; i++) {
                assertThat(strict.get(path).bytes()).isEqualTo(large);
            }
            try (Wire wire = new Wire(strict.port(), 4_096)) {
                wire.send("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
                for (int tries = 0;
                        tries < 100
                                && strict.get("/memory_status")
                                                .json(200)
                                                .path("connections")
                                                .asInt()
                                        > 1;
                        tries++) {
                    Thread.sleep(100);
                }
                assertThat(strict.get("/memory_status")
                                .json(200)
                                .path("connections")
                                .asInt())
                        .isEqualTo(1);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
