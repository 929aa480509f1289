package dev.sluice.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.units.DataSize;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskTierTest extends TierContract {

    @TempDir
    Path folder;

    private DataSize room = DataSize.ofMebibytes(1_000);
    private DiskTier tier;

    @BeforeEach
    void open() {
        tier = new DiskTier(folder, DataSize.ofMebibytes(4), 100, () -> room);
    }

    @AfterEach
    void close() {
        tier.close();
    }

    @Override
    Tier tier() {
        return tier;
    }

    private List<Path> files() {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void reopen() {
        tier.close();
        open();
    }

    @Test
    void entriesOutliveARestart() {
        byte[] picture = noise(200_000, 3);
        tier.keep(key("a"), label("http://a/1"), body(picture));
        reopen();
        try (Cached found = found("a")) {
            assertThat(bytes(found)).isEqualTo(picture);
        }
        assertThat(tier.status().entries()).isEqualTo(1);
    }

    @Test
    void theFolderNeverHoldsMoreThanItMay() {
        Random random = new Random(7);
        for (int i = 0; i < 500; i++) {
            tier.keep(key("a" + i), label("http://a/" + i), body(noise(random.nextInt(1, 200_000), i)));
            assertThat(files().stream()
                            .mapToLong(file -> file.toFile().length())
                            .sum())
                    .isLessThanOrEqualTo(4L << 20);
        }
        assertThat(files().size()).isEqualTo((int) tier.status().entries());
    }

    @Test
    void thereAreNeverMoreEntriesThanAllowed() {
        for (int i = 0; i < 1_000; i++) {
            tier.keep(key("a" + i), label("http://a/" + i), body(noise(10, i)));
        }
        assertThat(tier.status().entries()).isLessThanOrEqualTo(100);
        assertThat(files()).hasSizeLessThanOrEqualTo(100);
    }

    @Test
    void whatIsAskedForOftenStays() {
        tier.keep(key("often"), label("http://a/often"), body(noise(100_000, 1)));
        for (int i = 0; i < 300; i++) {
            found("often").close();
            tier.keep(key("a" + i), label("http://a/" + i), body(noise(100_000, i)));
        }
    }

    @Test
    void aDamagedEntryIsAMissAndIsRemoved() throws IOException {
        Random random = new Random(11);
        for (int i = 0; i < 200; i++) {
            tier.keep(key("a"), label("http://a/1"), body(noise(5_000, i)));
            reopen();
            Path file = files().getFirst();
            try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
                if (random.nextBoolean()) {
                    bytes.setLength(random.nextLong(bytes.length()));
                } else {
                    long at = random.nextLong(bytes.length());
                    bytes.seek(at);
                    int was = bytes.read();
                    bytes.seek(at);
                    bytes.write(was ^ (1 << random.nextInt(8)));
                }
            }
            assertThat(tier.find(key("a"))).as("damage %d", i).isNull();
            // Who lists the folder after a start may take the file into the index once more while it is being removed.
            for (int tries = 0; tries < 100 && !files().isEmpty(); tries++) {
                assertThat(tier.find(key("a"))).as("damage %d", i).isNull();
            }
            assertThat(files()).as("damage %d", i).isEmpty();
        }
    }

    @Test
    void anEntryThatIsReadOutlivesItsRemoval() {
        byte[] picture = noise(300_000, 5);
        tier.keep(key("a"), label("http://a/1"), body(picture));
        try (Cached found = found("a")) {
            tier.remove(key("a"));
            assertThat(files()).isEmpty();
            assertThat(bytes(found)).isEqualTo(picture);
        }
    }

    @Test
    void nothingIsWrittenWhereThereIsNoRoom() {
        room = DataSize.ofKibibytes(10);
        assertThat(tier.keep(key("a"), label("http://a/1"), body(noise(20_000, 1))))
                .isFalse();
        assertThat(files()).isEmpty();
    }

    @Test
    void whatAnotherRunBeganToWriteIsRemoved() throws Exception {
        Path left = folder.resolve("temporary").resolve("1-7");
        Files.write(left, new byte[100]);
        reopen();
        for (int tries = 0; tries < 500 && Files.exists(left); tries++) {
            Thread.sleep(10);
        }
        assertThat(left).doesNotExist();
    }
}
