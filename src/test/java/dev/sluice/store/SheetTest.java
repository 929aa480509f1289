package dev.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.units.DataSize;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SheetTest {

    private static final Picture PICTURE = new Picture(
            new PictureId("01980000-0000-7000-8000-00000000000a"),
            DataSize.ofBytes(12_345),
            Instant.parse("2026-03-01T12:00:00.123456789Z"),
            Kept.facts("Ünï \"quoted\" \\ 猫 😀.jpg"));

    @TempDir
    Path temporary;

    @Test
    void readsWhatItWrote() throws IOException {
        Path file = Files.write(temporary.resolve("a.json"), PICTURE.sheet().bytes());
        assertThat(Sheet.read(file, Picture::of)).isEqualTo(PICTURE);
    }

    @Test
    void passesOverWhatANewerProgramWrote() throws IOException {
        byte[] newer = PICTURE.sheet().with("rating", 5).with("mood", "calm").bytes();
        assertThat(Sheet.read(Files.write(temporary.resolve("a.json"), newer), Picture::of))
                .isEqualTo(PICTURE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "null",
                "[]",
                "{}",
                "{\"a\":{}}",
                "{\"a\":[1]}",
                "{\"a\":true}",
                "{\"a\":1.5}",
                "{\"a\":1,\"a\":2}",
                "{\"a\":99999999999999999999999}",
                "{\"a\":1} {}",
                "{\"a\":1} x",
                "{'a':1}",
                "\0\0\0\0"
            })
    void refusesWhatIsNoSheetOfFacts(String text) throws IOException {
        Path file = Files.writeString(temporary.resolve("a.json"), text);
        assertThatThrownBy(() -> Sheet.read(file, Picture::of)).isInstanceOf(Sheet.Damaged.class);
    }

    @Test
    void refusesMoreThanASheetCanBe() throws IOException {
        String much = "{\"a\":\"" + "b".repeat(100_000) + "\"}";
        Path file = Files.writeString(temporary.resolve("a.json"), much);
        assertThatThrownBy(() -> Sheet.read(file, Picture::of))
                .isInstanceOf(Sheet.Damaged.class)
                .hasMessageContaining("4096");
    }

    @Test
    void survivesAnyDamage() throws IOException {
        byte[] good = PICTURE.sheet().bytes();
        Path file = temporary.resolve("a.json");
        int refused = 0;
        for (int seed = 0; seed < 1_000; seed++) {
            Files.write(file, damaged(good, new Random(seed)));
            try {
                assertThat(Sheet.read(file, Picture::of)).isNotNull();
            } catch (Sheet.Damaged e) {
                refused++;
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
        assertThat(refused).isGreaterThan(500);
    }

    private static byte[] damaged(byte[] good, Random random) {
        byte[] bytes = good.clone();
        for (int i = random.nextInt(4); i >= 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        boolean cut = random.nextInt(4) == 0;
        return cut ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
    }

    @Test
    void makesNamesHarmless() {
        assertThat(Kept.facts("../..\\etc/\u202egpj.exe\r\n\0").name()).isEqualTo("gpj.exe");
        assertThat(Kept.facts("a".repeat(5_000)).name()).hasSize(120);
        assertThat(Kept.facts("/").name()).isEmpty();
        String longest = Kept.facts("😀".repeat(500)).name();
        assertThat(longest.codePointCount(0, longest.length())).isEqualTo(120);
    }

    @Test
    void theLargestSheetCanBeReadAgain() throws IOException {
        Picture large = new Picture(
                PICTURE.id(),
                DataSize.ofBytes(Long.MAX_VALUE),
                Instant.parse("2026-03-01T12:00:00.123456789Z"),
                new Facts(
                        PICTURE.facts().type(),
                        PICTURE.facts().size(),
                        PICTURE.facts().digest(),
                        "0".repeat(200),
                        "😀".repeat(500),
                        PICTURE.facts().original()));
        byte[] bytes = large.sheet().bytes();
        assertThat(new String(bytes, StandardCharsets.UTF_8)).hasSizeLessThan(2_000);
        assertThat(Sheet.read(Files.write(temporary.resolve("a.json"), bytes), Picture::of))
                .isEqualTo(large);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abc", "../0000000000000000000000000000000000000000000000000000000000000000"})
    void refusesAKeyThatIsNone(String key) {
        assertThatThrownBy(() -> Facts.requireKey(key)).isInstanceOf(IllegalArgumentException.class);
        String digits = "0".repeat(64);
        Facts.requireKey(digits + "-png.6");
        assertThatThrownBy(() -> Facts.requireKey(digits + "/" + key)).isInstanceOf(IllegalArgumentException.class);
    }
}
