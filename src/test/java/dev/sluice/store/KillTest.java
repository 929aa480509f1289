package dev.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.failure.Conflict;
import dev.sluice.support.JavaProcess;
import dev.sluice.support.SmallDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was done before {@code kill -9} is there after it, and nothing is there by half. */
class KillTest {

    private static final int ROUNDS = 8;

    /** What the killed processes said they had done. */
    private final Map<String, String> nameOf = new HashMap<>();

    private final Set<String> deleted = new HashSet<>();
    private final Map<String, Long> versions = new HashMap<>();

    @TempDir
    Path temporary;

    @Test
    void survivesBeingKilledAtAnyMoment() throws IOException {
        // In memory, where flushing costs nothing, so that each moment is as likely as any other.
        try (SmallDisk disk = SmallDisk.mount(temporary.resolve("disk"), 32 << 10)) {
            surviveRounds(disk.path());
        }
        assertThat(nameOf).hasSizeGreaterThan(20);
    }

    private void surviveRounds(Path data) throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            try (JavaProcess process =
                    JavaProcess.start(List.of(), Busywork.class, data.toString(), Integer.toString(round))) {
                int lines = random.nextInt(600);
                for (int i = 0; i < lines; i++) {
                    heard(process.line());
                }
                if (lines > 0) {
                    assertThatThrownBy(() -> DataFolder.open(data))
                            .isInstanceOf(Conflict.class)
                            .hasMessageContaining("process " + process.pid());
                }
                process.kill().forEach(this::heard);
            }
            check(data, "seed " + seed + " round " + round);
        }
    }

    private void heard(String line) {
        String[] words = line.split(" ", 3);
        switch (words[0]) {
            case "put" -> nameOf.put(words[1], words[2]);
            case "deleting" -> deleted.add(words[1]);
            default -> versions.put(words[0], Long.parseLong(words[1]));
        }
    }

    private void check(Path data, String when) throws IOException {
        try (Kept kept = Kept.open(data, InstantSource.system())) {
            kept.pictures.recover();
            kept.spool.sweep(Instant.now().plus(Duration.ofMinutes(6)));
            assertThat(kept.folder.spool()).as(when).isEmptyDirectory();

            List<Picture> all = kept.pictures.page(null, 10_000).pictures();
            Set<String> found = new HashSet<>();
            Set<String> keys = new HashSet<>();
            long bytes = 0;
            for (Picture picture : all) {
                found.add(picture.id().text());
                bytes += picture.bytes().bytes();
                assertThat(keys.add(picture.facts().key()))
                        .as(when + " kept once")
                        .isTrue();
                assertThat(Files.readAllBytes(kept.pictures.path(picture)))
                        .as(when)
                        .isEqualTo(Kept.bytes(picture.facts().name()).array());
            }
            Set<String> wanted = new HashSet<>(nameOf.keySet());
            wanted.removeAll(deleted);
            assertThat(found).as(when).containsAll(wanted);
            assertThat(kept.pictures.totals().pictures()).as(when).isEqualTo(all.size());
            assertThat(kept.pictures.totals().bytes().bytes()).as(when).isEqualTo(bytes);
            assertThat(SmallDisk.filesIn(kept.folder.images())).as(when).hasSize(2 * all.size());
            versions.replaceAll((channel, said) -> {
                long version = kept.channels.find(channel).orElseThrow().version();
                assertThat(version).as(when).isBetween(said, said + 1);
                return version;
            });
        }
    }
}
