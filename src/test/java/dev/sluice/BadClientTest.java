package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.support.Form;
import dev.sluice.support.Pictures;
import dev.sluice.support.RunningSluice;
import dev.sluice.support.Wire;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients that send too much, too little, too slowly, or leave. */
class BadClientTest {

    private static final int CLIENTS = 50;
    private static final Duration SOON = Duration.ofSeconds(2);

    /** Takes a second and more, and little memory. */
    private static final String SLOW_WORK = "/transform?w=6000&h=6000&fit=fill&enlarge=true&format=png&q=6";

    @RegisterExtension
    static final RunningSluice SLUICE =
            RunningSluice.with(Map.of("http.min-upload-rate", "1KiB", "http.upload-grace", "1s"));

    private final byte[] png = Pictures.png(200, 100);

    @Test
    void aHundredMegabytesBeforeTheFirstPartAreRefusedEarly() {
        byte[] block = new byte[64 << 10];
        int blocks = 100 << 4;
        try (Wire wire = SLUICE.wire()) {
            wire.send(head("/upload", "multipart/form-data; boundary=x", (long) blocks * block.length));
            wire.send(block).send(block);

            assertThat(wire.answer())
                    .startsWith("HTTP/1.1 400 ")
                    .contains("/problems/malformed", "before the first part");

            int sent = 2;
            try {
                while (sent < blocks) {
                    wire.send(block);
                    sent++;
                }
            } catch (UncheckedIOException closed) {
                assertThat(closed).hasMessageNotContaining("timed out");
            }
            assertThat(sent).as("blocks taken before the connection was closed").isLessThan(blocks * 6 / 10);
        }
        SLUICE.assertNothingIsHeld();
    }

    @Test
    void aFormWithoutAnEndIsRefused() {
        Form form = new Form().file("cat.png", png);

        assertThat(SLUICE.post("/upload", form.unended(), "Content-Type", form.contentType())
                        .detail(400, "malformed"))
                .contains("part 1");
        assertThat(SLUICE.get("/images").json(200).path("images").isEmpty()).isTrue();
    }

    @Test
    void aFormWithoutABoundaryIsRefused() {
        SLUICE.post("/upload", png, "Content-Type", "multipart/form-data").problem(400, "malformed");
        SLUICE.post("/upload", png, "Content-Type", "multipart/form-data; boundary=x")
                .problem(400, "malformed");
    }

    /** The smaller body of {@code /transform} is kept in memory, the others are files. */
    @ParameterizedTest
    @CsvSource({"/upload,1048576", "/transform,1048576", "/transform,1048577"})
    void aClientThatLeavesInItsBodyLeavesNothingBehind(String path, int length) {
        try (Wire wire = SLUICE.wire()) {
            wire.send(head(path, "image/png", length)).send(png);
            RunningSluice.await("the body is being spooled", SOON, () -> bodies() > 0);
        }
        RunningSluice.await("no body is left", SOON, () -> bodies() == 0);
        assertThat(SLUICE.spooled()).isEmpty();
    }

    private static int bodies() {
        return SLUICE.get("/system-resources").json(200).path("spooled").asInt(-1);
    }

    @Test
    void aClientThatLeavesWhileItsPictureIsMadeLeavesNothingBehind() {
        try (Wire wire = SLUICE.wire()) {
            wire.send(head(SLOW_WORK, "image/png", png.length)).send(png);
            RunningSluice.await("the work has begun", SOON, () -> SLUICE.holders() > 0);
        }
        RunningSluice.await("the lease is back", SOON, () -> SLUICE.holders() == 0);
        RunningSluice.await("the spool is empty", SOON, () -> SLUICE.spooled().isEmpty());
    }

    @Test
    void aClientThatLeavesInTheLineLeavesNothingBehind() {
        List<Wire> wires = new ArrayList<>();
        try {
            for (int i = 0; i < 12; i++) {
                wires.add(SLUICE.wire()
                        .send(head(SLOW_WORK, "image/png", png.length))
                        .send(png));
            }
            RunningSluice.await(
                    "some wait", SOON, () -> SLUICE.memory().path("waiting").size() > 0);
        } finally {
            wires.forEach(Wire::close);
        }
        RunningSluice.await(
                "nobody waits and nobody works",
                SOON,
                () -> SLUICE.memory().path("waiting").size() == 0 && SLUICE.holders() == 0);
    }

    @Test
    void slowClientsAreCutOffAndKeepNobodyWaiting() {
        List<Wire> slow = new ArrayList<>();
        try {
            for (int i = 0; i < CLIENTS; i++) {
                slow.add(SLUICE.wire()
                        .send(head("/upload", "image/png", 100_000))
                        .send(new byte[1]));
            }
            long begun = System.nanoTime();
            assertThat(SLUICE.post("/transform?w=10", png).picture().getWidth()).isEqualTo(10);
            assertThat(SLUICE.post("/upload", png).status()).isIn(200, 201);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(SOON);
            for (Wire wire : slow) {
                assertThat(wire.answer())
                        .startsWith("HTTP/1.1 408 ")
                        .contains("/problems/body-too-slow", "Connection: close");
            }
        } finally {
            slow.forEach(Wire::close);
        }
        RunningSluice.await("the spool is empty", SOON, () -> SLUICE.spooled().isEmpty());
    }

    private static String head(String path, String type, long length) {
        return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + type + "\r\nContent-Length: "
                + length + "\r\n\r\n";
    }
}
