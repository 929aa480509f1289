package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.support.Pictures;
import dev.sluice.support.Reply;
import dev.sluice.support.RunningSluice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** What is told about the server itself, and its page. */
class ConsoleEndToEndTest {

    @RegisterExtension
    final RunningSluice sluice = RunningSluice.with(Map.of());

    @Test
    void tellsWhatTheProcessUsesAndWhoHoldsIt() {
        sluice.post("/transform?w=10", Pictures.png(100, 100)).picture();

        JsonNode memory = sluice.memory();

        assertThat(memory.path("rss").asLong())
                .isBetween(10L << 20, memory.path("vms").asLong());
        assertThat(memory.path("cpu_percent").asDouble()).isBetween(0.0, 100.0);
        assertThat(memory.path("config").path("max_image_dimension").asInt()).isEqualTo(2000);
        assertThat(memory.path("budget").path("limit").asLong()).isEqualTo(2L << 30);
        long sum = 0;
        for (JsonNode line : memory.path("budget").path("lines")) {
            sum += line.path("bytes").asLong();
        }
        assertThat(sum).as("the lines of the budget").isEqualTo(2L << 30);
        assertThat(memory.path("threads").asInt()).isPositive();
        assertThat(memory.path("openFiles").asInt()).isPositive();
        assertThat(memory.path("connections").asInt()).isPositive();
        assertThat(memory.path("counts").path("granted").asInt()).isPositive();
        assertThat(memory.path("predictions").path(0).path("kind").asString()).isEqualTo("png->png");
    }

    @Test
    void tellsWhatLiesAroundIt() {
        sluice.upload(Pictures.png(100, 100));

        JsonNode system = sluice.get("/system-resources").json(200);

        assertThat(system.path("rss").asLong()).isPositive();
        assertThat(system.path("disk").path("free").asLong()).isPositive();
        assertThat(system.path("pressure").has("high")).isTrue();
        assertThat(system.path("sessions").asInt()).isPositive();
        assertThat(system.path("spooled").asInt()).isZero();
        assertThat(system.path("stored").path("pictures").asInt()).isEqualTo(1);
    }

    @Test
    void cleansUpWhatACrashLeftAtTheStartAndWhenAsked() throws IOException {
        Path data = sluice.data().resolve("crashed");
        Path spool = Files.createDirectories(data.resolve("spool"));
        Path early = leftover(spool.resolve("early"));
        try (RunningSluice crashed = RunningSluice.in(data, Map.of())) {
            RunningSluice.await("it is swept", Duration.ofSeconds(5), () -> !Files.exists(early));
            Path late = leftover(spool.resolve("late"));
            Path fresh = Files.write(spool.resolve("fresh"), new byte[10]);

            JsonNode cleaned = crashed.post("/cleanup-resources", "").json(200);

            assertThat(cleaned.path("spoolFiles").asInt()).isEqualTo(1);
            assertThat(cleaned.path("spoolBytes").asInt()).isEqualTo(1000);
            assertThat(cleaned.path("rssAfter").asLong()).isPositive();
            assertThat(cleaned.has("freed")).isTrue();
            assertThat(late).doesNotExist();
            assertThat(fresh).exists();
            Files.delete(fresh);
        }
    }

    private static Path leftover(Path file) throws IOException {
        Files.write(file, new byte[1000]);
        return Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(360)));
    }

    @Test
    void saysThatItIsWell() {
        assertThat(sluice.get("/health/live").text()).isEqualTo("ok\n");
        assertThat(sluice.get("/health/ready").text()).isEqualTo("ready\n");
        assertThat(sluice.get("/health/ready").status()).isEqualTo(200);
    }

    @Test
    void thePageAndAllItNamesAreThere() {
        Reply page = sluice.get("/");

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("Content-Type")).startsWith("text/html");
        assertThat(page.header("Content-Security-Policy")).contains("default-src 'self'");
        Matcher names = Pattern.compile("(?:src|href)=\"(/[^\"]+)\"").matcher(page.text());
        int found = 0;
        while (names.find()) {
            Reply named = sluice.get(names.group(1));
            if (!names.group(1).startsWith("/channels")) {
                assertThat(named.status()).as(names.group(1)).isEqualTo(200);
                assertThat(named.bytes()).isNotEmpty();
            }
            found++;
        }
        assertThat(found).isGreaterThanOrEqualTo(2);
        assertThat(sluice.get("/console/console.js").header("Content-Type")).startsWith("text/javascript");
        assertThat(sluice.get("/console/console.css").header("Content-Type")).startsWith("text/css");
    }
}
