package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.support.Form;
import dev.sluice.support.Pictures;
import dev.sluice.support.Reply;
import dev.sluice.support.RunningSluice;
import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** {@code /upload} and {@code /images}. */
class UploadTest {

    @RegisterExtension
    final RunningSluice sluice = RunningSluice.with(Map.of("receive.max-image-dimension", "300"));

    private final byte[] jpeg = Pictures.encode(Pictures.scene(400, 300), "jpg");

    @Test
    void keepsARawBodyAsAPngNoLargerThanWanted() {
        Reply reply = sluice.post("/upload", jpeg);

        JsonNode answer = reply.json(201);
        assertThat(answer.path("channel").asString()).isEqualTo("inbox");
        assertThat(answer.path("errors").isEmpty()).isTrue();
        JsonNode image = answer.path("images").path(0);
        assertThat(image.path("type").asString()).isEqualTo("image/png");
        assertThat(image.path("originalType").asString()).isEqualTo("image/jpeg");
        assertThat(image.path("width").asInt()).isEqualTo(300);
        assertThat(image.path("height").asInt()).isEqualTo(225);
        assertThat(Instant.parse(image.path("receivedAt").asString())).isBeforeOrEqualTo(Instant.now());
        Reply kept = sluice.get(image.path("url").asString());
        assertThat(kept.bytes()).hasSize(image.path("bytes").asInt());
        assertThat(Pictures.distance(kept.picture(), Pictures.scene(400, 300))).isLessThan(2);
    }

    @Test
    void keepsTheFileOfAForm() {
        JsonNode image = sluice.post("/upload", new Form().file("cat.jpg", jpeg))
                .json(201)
                .path("images")
                .path(0);

        assertThat(image.path("name").asString()).isEqualTo("cat.jpg");
        assertThat(sluice.get(image.path("url").asString()).picture().getWidth())
                .isEqualTo(300);
    }

    @Test
    void keepsTheGoodFilesOfAFormAndNamesTheBadOnes() {
        Form form = new Form()
                .file("one.jpg", jpeg)
                .file("bad.jpg", "this is a text".getBytes(StandardCharsets.UTF_8))
                .file("two.png", Pictures.png(20, 10));

        JsonNode answer = sluice.post("/upload", form).json(201);

        assertThat(answer.path("images").size()).isEqualTo(2);
        assertThat(answer.path("images").path(1).path("name").asString()).isEqualTo("two.png");
        assertThat(answer.path("images").path(1).path("width").asInt()).isEqualTo(20);
        assertThat(answer.path("errors").size()).isEqualTo(1);
        assertThat(answer.path("errors").path(0).path("name").asString()).isEqualTo("bad.jpg");
        assertThat(answer.path("errors").path(0).path("detail").asString()).isNotBlank();
    }

    @Test
    void refusesAFormOfBadFilesAndOneOfNone() {
        byte[] text = "this is a text".getBytes(StandardCharsets.UTF_8);

        sluice.post("/upload", new Form().file("one", text).file("two", text)).problem(415, "unknown-picture");
        sluice.post("/upload", new Form().file("one", text)).problem(415, "unknown-picture");
        assertThat(sluice.post("/upload", new Form()).detail(400, "empty")).contains("-F file=@");
    }

    @Test
    void keepsTheSamePictureOnce() {
        JsonNode first = sluice.post("/upload", jpeg).json(201);
        JsonNode second = sluice.post("/upload", jpeg).json(200);

        assertThat(second.path("images").path(0).path("id"))
                .isEqualTo(first.path("images").path(0).path("id"));
        assertThat(ids("/images")).hasSize(1);
    }

    @Test
    void keepsThePictureInTheFormatAskedFor() {
        JsonNode small = sluice.post("/upload?format=jpeg&q=10", jpeg).json(201);
        JsonNode large = sluice.post("/upload?format=jpeg&q=95", jpeg).json(201);

        JsonNode image = small.path("images").path(0);
        assertThat(image.path("type").asString()).isEqualTo("image/jpeg");
        assertThat(image.path("bytes").asInt())
                .isLessThan(large.path("images").path(0).path("bytes").asInt());
        Reply kept = sluice.get(image.path("url").asString());
        assertThat(kept.header("Content-Type")).isEqualTo("image/jpeg");
        assertThat(kept.picture().getHeight()).isEqualTo(225);
    }

    @Test
    void refusesAFormatThatDoesNotExistBeforeTheBodyIsRead() {
        assertThat(sluice.post("/upload?format=doc", jpeg).detail(400, "parameter"))
                .contains("doc")
                .contains("webp");
        assertThat(sluice.post("/upload?format=jpeg&q=101", jpeg).detail(400, "parameter"))
                .contains("q=101");
        sluice.post("/upload?channel=../up", jpeg).problem(400, "parameter");
        assertThat(ids("/images")).isEmpty();
    }

    @Test
    void refusesMoreBytesThanTheLimit() {
        try (RunningSluice strict =
                RunningSluice.in(sluice.data().resolve("strict"), Map.of("receive.max-bytes", "1KiB"))) {
            assertThat(strict.post("/upload", jpeg).detail(413, "body-too-large"))
                    .contains("1.0 KiB");
            strict.post("/upload", new Form().file("cat.jpg", jpeg)).problem(413, "body-too-large");
            strict.post("/transform", jpeg).problem(413, "body-too-large");
        }
    }

    @Test
    void listsPicturesInPagesTheNewestFirst() {
        List<String> kept = new ArrayList<>();
        for (int width = 10; width < 15; width++) {
            kept.addFirst(sluice.upload(Pictures.png(width, 10)));
        }

        assertThat(ids("/images")).isEqualTo(kept);
        JsonNode page = sluice.get("/images?limit=2").json(200);
        List<String> paged = new ArrayList<>(ids(page));
        while (!page.path("next").isNull()) {
            page = sluice.get("/images?limit=2&after=" + page.path("next").asString())
                    .json(200);
            paged.addAll(ids(page));
        }
        assertThat(paged).isEqualTo(kept);
        sluice.get("/images?limit=0").problem(400, "parameter");
        sluice.get("/images?after=nonsense").problem(404, "not-found");
    }

    @Test
    void deletesAPictureOnce() {
        String id = sluice.upload(jpeg);

        assertThat(sluice.delete("/images/" + id).status()).isEqualTo(204);
        sluice.delete("/images/" + id).problem(404, "not-found");
        sluice.get("/images/" + id).problem(404, "not-found");
        assertThat(ids("/images")).isEmpty();
        assertThat(sluice.upload(jpeg)).isNotEqualTo(id);
    }

    @Test
    void metadataGoesAndThePictureStandsUpright() {
        byte[] turned = Pictures.jpeg(Pictures.scene(40, 30), 6);

        Reply kept = sluice.get("/images/" + sluice.upload(turned));

        BufferedImage picture = kept.picture();
        assertThat(picture.getWidth()).isEqualTo(30);
        assertThat(new String(kept.bytes(), StandardCharsets.ISO_8859_1)).doesNotContain("eXIf", "Exif");
    }

    @Test
    void picturesSurviveARestart() {
        String id = sluice.upload(jpeg);
        byte[] before = sluice.get("/images/" + id).bytes();

        sluice.restart();

        assertThat(sluice.get("/images/" + id).bytes()).isEqualTo(before);
        assertThat(sluice.post("/upload", jpeg).status()).isEqualTo(200);
        assertThat(sluice.get("/channels/inbox").json(200).path("id").asString())
                .isEqualTo(id);
    }

    private List<String> ids(String path) {
        return ids(sluice.get(path).json(200));
    }

    private static List<String> ids(JsonNode page) {
        List<String> ids = new ArrayList<>();
        page.path("images").forEach(image -> ids.add(image.path("id").asString()));
        return ids;
    }
}
