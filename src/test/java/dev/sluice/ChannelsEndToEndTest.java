package dev.sluice;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.support.Pictures;
import dev.sluice.support.Reply;
import dev.sluice.support.RunningSluice;
import dev.sluice.support.Wire;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** {@code /channels}: what displays follow. */
class ChannelsEndToEndTest {

    @RegisterExtension
    final RunningSluice sluice =
            RunningSluice.with(Map.of("display.max-connections", "1", "http.send-buffer", "16KiB"));

    @Test
    void showsThePictureJustReceived() {
        JsonNode first =
                sluice.post("/upload?channel=kitchen", Pictures.png(20, 10)).json(201);
        JsonNode second =
                sluice.post("/upload?channel=kitchen", Pictures.png(30, 10)).json(201);

        JsonNode channel = sluice.get("/channels/kitchen").json(200);

        assertThat(first.path("channel").asString()).isEqualTo("kitchen");
        assertThat(channel.path("id")).isEqualTo(second.path("images").path(0).path("id"));
        assertThat(channel.path("version").asInt()).isEqualTo(2);
        assertThat(channel.path("width").asInt()).isEqualTo(30);
        assertThat(sluice.get(channel.path("image").asString()).picture().getWidth())
                .isEqualTo(30);
        JsonNode all = sluice.get("/channels").json(200).path("channels");
        assertThat(all.size()).isEqualTo(2);
        assertThat(all.path(0).path("name").asString()).isEqualTo("inbox");
        assertThat(all.path(1)).isEqualTo(channel);
    }

    @Test
    void makesItToMeasureAndSaysWhenItIsTheSame() {
        sluice.upload(Pictures.png(200, 100));
        Reply small = sluice.get("/channels/inbox/image?w=50&h=50&fit=cover&format=rgb565");
        String tag = String.valueOf(small.header("ETag"));

        assertThat(small.bytes()).hasSize(50 * 50 * 2);
        String path = "/channels/inbox/image?w=50&h=50&fit=cover&format=rgb565";
        assertThat(sluice.get(path, "If-None-Match", tag).status()).isEqualTo(304);
        assertThat(sluice.head(path).header("ETag")).isEqualTo(tag);
        assertThat(sluice.get(path, "Range", "bytes=0-99").bytes()).hasSize(100);
        sluice.upload(Pictures.png(100, 200));
        assertThat(sluice.get(path, "If-None-Match", tag).status()).isEqualTo(200);
    }

    @Test
    void saysThatAChannelShowsNothingYet() {
        assertThat(sluice.get("/channels/inbox/image").detail(404, "not-found")).contains("POST /upload?channel=inbox");
        assertThat(sluice.get("/channels/inbox").json(200).path("id").isNull()).isTrue();
        sluice.get("/channels/attic").problem(404, "not-found");
        sluice.get("/channels/UP").problem(400, "parameter");
    }

    @Test
    void showsNothingWhenItsPictureIsDeleted() {
        String id = sluice.upload(Pictures.png(20, 10));

        Reply deleted = sluice.delete("/images/" + id);

        assertThat(deleted.status()).isEqualTo(204);
        sluice.get("/channels/inbox/image").problem(404, "not-found");
    }

    @Test
    void keepsWhatIsUploadedWhileOthersDeleteTheSamePicture() throws InterruptedException {
        byte[] picture = Pictures.png(20, 10);
        AtomicBoolean over = new AtomicBoolean();
        Thread deleting = Thread.ofVirtual().start(() -> {
            while (!over.get()) {
                String id = sluice.get("/channels/inbox").json(200).path("id").asString();
                sluice.delete("/images/" + id);
            }
        });
        for (int number = 0; number < 400; number++) {
            Reply reply = sluice.post("/upload", picture);
            assertThat(reply.status()).as(reply::text).isIn(200, 201);
        }
        over.set(true);
        deleting.join();
    }

    @Test
    void answersNoMoreDisplaysAtOnceThanAllowed() {
        sluice.upload(Pictures.encode(Pictures.noise(1200, 1200, 1), "png"));
        try (Wire slow = new Wire(sluice.port(), 4_096)) {
            slow.send("GET /channels/inbox/image?format=bmp HTTP/1.1\r\nHost: localhost\r\n\r\n");
            RunningSluice.await(
                    "the slow display is being answered",
                    Duration.ofSeconds(5),
                    () -> sluice.spooled().size() == 1 && sluice.holders() == 0);
            Reply refused = sluice.get("/channels/inbox/image");

            assertThat(refused.detail(503, "busy")).contains("display.max-connections");
            assertThat(refused.header("Retry-After")).isEqualTo("1");
        }
        RunningSluice.await(
                "the place is free again",
                Duration.ofSeconds(5),
                () -> sluice.head("/channels/inbox/image").status() == 200);
    }

    @Test
    void aRenditionWaitingForASlowClientHoldsLittle() {
        sluice.upload(Pictures.encode(Pictures.noise(1200, 1200, 1), "png"));
        try (Wire slow = new Wire(sluice.port(), 4_096)) {
            slow.send("GET /channels/inbox/image?w=900&h=900 HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(ISO_8859_1));
            RunningSluice.await(
                    "the answer waits for its client",
                    Duration.ofSeconds(5),
                    () -> sluice.spooled().size() == 1 && sluice.holders() == 0);

            JsonNode memory = sluice.memory().path("pools").path("memory");

            assertThat(memory.path("used").asLong()).isLessThanOrEqualTo(256 << 10);
        }
    }
}
