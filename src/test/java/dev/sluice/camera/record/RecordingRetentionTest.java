package dev.sluice.camera.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.failure.Conflict;
import dev.sluice.failure.NotFound;
import dev.sluice.store.Limit;
import dev.sluice.units.DataSize;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingRetentionTest {

    private static final Limit<Duration> FOREVER = new Limit.None<>();
    private static final Limit<DataSize> ANY = new Limit.None<>();

    @TempDir
    private Path folder;

    private Studio studio;

    @BeforeEach
    void open() {
        studio = new Studio(folder);
    }

    @AfterEach
    void close() {
        studio.close();
    }

    private RecordingRetention retention(Limit<Duration> age, Limit<DataSize> total, DataSize missing) {
        RecordConfig config = new RecordConfig(new DiskFloor.Share(5), age, total);
        return new RecordingRetention(studio.recordings, config, () -> missing, studio.time, studio.time);
    }

    /** Sessions of 100 kB, one each hour, of these cameras in turn. */
    private void record(int count, String... cameras) throws IOException {
        for (int i = 0; i < count; i++) {
            SessionWriter writer =
                    studio.recordings.begin(cameras[i % cameras.length], studio.time.instant(), studio.time.nanos());
            writer.append(ByteBuffer.wrap(new byte[100_000]), studio.time.nanos(), Studio.SIZE);
            writer.close();
            studio.time.move(Duration.ofHours(1));
        }
    }

    private List<SessionId> sessions(String camera) {
        return studio.recordings.page(camera, null, 100).sessions().stream()
                .map(SessionFacts::id)
                .toList();
    }

    @Test
    void theOldestOfAllCamerasGoFirstWhenThereIsTooMuch() throws IOException {
        record(30, "porch", "garden", "attic");
        retention(FOREVER, new Limit.AtMost<>(DataSize.ofBytes(1_000_000)), DataSize.ZERO)
                .sweep();
        assertThat(sessions("porch")).hasSize(3);
        assertThat(sessions("garden")).hasSize(3);
        assertThat(sessions("attic")).hasSize(3);
        assertThat(studio.recordings.total().bytes()).isBetween(900_000L, 1_000_000L);
    }

    @Test
    void whatWasThereBeforeTheProgramStartedCounts() throws IOException {
        record(10, "porch");
        Recordings again = new Recordings(folder);
        RecordConfig config =
                new RecordConfig(new DiskFloor.Share(5), FOREVER, new Limit.AtMost<>(DataSize.ofBytes(500_000)));
        new RecordingRetention(again, config, () -> DataSize.ZERO, studio.time, studio.time).sweep();
        assertThat(sessions("porch")).hasSize(4);
        assertThat(again.total().bytes()).isEqualTo(4 * (100_000 + IndexRecord.BYTES));
    }

    @Test
    void oldOnesGoOnceTheClockHasGoneEvenlyForAnHour() throws IOException {
        RecordingRetention retention = retention(new Limit.AtMost<>(Duration.ofDays(2)), ANY, DataSize.ZERO);
        record(72, "porch");
        assertThat(studio.time.instant()).isAfter(Instant.parse("2026-11-25T00:00:00Z"));
        retention.sweep();
        assertThat(sessions("porch")).hasSize(72);
        for (int minute = 0; minute < 60; minute++) {
            studio.time.move(Duration.ofMinutes(1));
            retention.sweep();
        }
        assertThat(sessions("porch")).hasSize(47);
        studio.time.set(Instant.parse("2036-01-01T00:00:00Z"));
        for (int minute = 0; minute < 50; minute++) {
            studio.time.move(Duration.ofMinutes(1));
            retention.sweep();
        }
        assertThat(sessions("porch")).as("a clock that is wrong for a while").hasSize(47);
    }

    @Test
    void theDiskIsKeptFreeByAsMuchAsIsMissing() throws IOException {
        record(10, "porch");
        retention(FOREVER, ANY, DataSize.ofBytes(250_000)).sweep();
        assertThat(sessions("porch")).hasSize(7);
    }

    @Test
    void whatIsWrittenOrReadStays() throws IOException {
        record(5, "porch");
        SessionId oldest = sessions("porch").getLast();
        SessionWriter written = studio.recordings.begin("attic", Instant.EPOCH, 0);
        written.append(ByteBuffer.wrap(new byte[1_000]), 0, Studio.SIZE);
        RecordingRetention retention = retention(FOREVER, new Limit.AtMost<>(DataSize.ZERO), DataSize.ZERO);
        try (SessionReader reader = studio.recordings.open("porch", oldest)) {
            retention.sweep();
            assertThat(sessions("porch")).containsExactly(oldest);
            assertThat(sessions("attic")).containsExactly(written.id());
            assertThat(reader.frames()).isEqualTo(1);
            assertThatThrownBy(() -> studio.recordings.delete("porch", oldest))
                    .isInstanceOf(Conflict.class)
                    .hasMessageContaining("played");
            assertThatThrownBy(() -> studio.recordings.delete("attic", written.id()))
                    .isInstanceOf(Conflict.class)
                    .hasMessageContaining("recorded");
        }
        written.close();
        retention.sweep();
        assertThat(folder).isEmptyDirectory();
        assertThat(studio.recordings.total()).isEqualTo(DataSize.ZERO);
        assertThatThrownBy(() -> studio.recordings.open("porch", oldest)).isInstanceOf(NotFound.class);
    }

    @Test
    void whatACrashLeftIsTidiedAway() throws IOException {
        record(3, "porch");
        SessionId newest = sessions("porch").getFirst();
        SessionId oldest = sessions("porch").getLast();
        Path torn = newest.in(folder.resolve("porch"));
        Files.write(torn.resolve("frames.mjpeg"), new byte[5_000], StandardOpenOption.APPEND);
        Files.write(torn.resolve("index"), new byte[17], StandardOpenOption.APPEND);
        Path half = oldest.in(folder.resolve("porch"));
        Files.move(half, half.resolveSibling(oldest.time() + ".deleted"));
        Path foreign = Files.createDirectories(folder.resolve("porch/2026-11-22/notes"));
        retention(FOREVER, ANY, DataSize.ZERO).sweep();
        assertThat(Files.size(torn.resolve("frames.mjpeg"))).isEqualTo(100_000);
        assertThat(Files.size(torn.resolve("index"))).isEqualTo(IndexRecord.BYTES);
        assertThat(half.resolveSibling(oldest.time() + ".deleted")).doesNotExist();
        assertThat(foreign).exists();
        assertThat(sessions("porch")).hasSize(2);
        SessionWriter empty = studio.recordings.begin("attic", Instant.EPOCH, 0);
        assertThat(empty.frames()).isZero();
        Recordings afterCrash = new Recordings(folder);
        afterCrash.repairNewest("attic");
        assertThat(folder.resolve("attic")).doesNotExist();
    }

    @Test
    void pagesGoThroughAllSessionsOnce() throws IOException {
        record(40, "porch");
        SessionPage page = studio.recordings.page("porch", null, 7);
        int pages = 1;
        int count = page.sessions().size();
        SessionId last = page.sessions().getLast().id();
        while (page.next() != null) {
            page = studio.recordings.page("porch", page.next(), 7);
            assertThat(page.sessions().getFirst().id()).isLessThan(last);
            last = page.sessions().getLast().id();
            count += page.sessions().size();
            pages++;
        }
        assertThat(count).isEqualTo(40);
        assertThat(pages).isEqualTo(6);
        assertThat(studio.recordings.page("nobody", null, 7).sessions()).isEmpty();
    }
}
