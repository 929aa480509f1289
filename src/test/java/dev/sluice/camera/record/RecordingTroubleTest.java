package dev.sluice.camera.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.camera.record.RecorderStatus.State;
import dev.sluice.support.SmallDisk;
import dev.sluice.units.DataSize;
import dev.sluice.units.Ticker;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Disks that are full, read-only or forgetful. */
class RecordingTroubleTest {

    private static final Duration FRAME = Duration.ofMillis(100);

    @TempDir
    private Path temporary;

    @Test
    void aDiskThatIsFullStopsRecordingAndNothingElseAndItGoesOnWhenThereIsRoom() throws IOException {
        try (SmallDisk disk = SmallDisk.mount(temporary.resolve("disk"), 4 << 10);
                Studio studio = new Studio(disk.path().resolve("cameras"))) {
            Recorder recorder = studio.recorder(Studio.ALWAYS);
            studio.film(recorder, 1, 20, FRAME);
            Path ballast = disk.fill();
            byte[] large = new byte[200_000];
            studio.feed(recorder, large);
            assertThat(recorder.status().state()).isEqualTo(State.DISK_FULL);
            assertThat(recorder.status().reason()).contains("the disk is full");
            studio.time.move(Duration.ofSeconds(6));
            studio.feed(recorder, large);
            assertThat(recorder.status().state()).isEqualTo(State.DISK_FULL);
            assertThat(studio.governor.ledger().holders()).hasSizeLessThanOrEqualTo(1);
            Studio.assertSame(studio.frames(), 1, 20);
            Files.delete(ballast);
            studio.time.move(Duration.ofSeconds(6));
            studio.film(recorder, 21, 25, FRAME);
            assertThat(recorder.status().state()).isEqualTo(State.RECORDING);
            recorder.close();
            Studio.assertSame(studio.frames(), 1, 25);
            assertThat(SmallDisk.filesIn(disk.path())).hasSize(4);
        }
    }

    @Test
    void aDiskThatMayOnlyBeReadIsTriedAgain() throws IOException {
        try (SmallDisk disk = SmallDisk.mount(temporary.resolve("disk"), 4 << 10);
                Studio studio = new Studio(disk.path().resolve("cameras"))) {
            disk.readOnly();
            Recorder recorder = studio.recorder(Studio.ALWAYS);
            studio.film(recorder, 1, 3, FRAME);
            assertThat(recorder.status().state()).isEqualTo(State.DISK_ERROR);
            assertThat(recorder.status().reason()).doesNotContain(disk.path().toString());
        }
    }

    /** Whatever is done to the files of a session: what is shown of it was recorded, and nothing but our own errors comes of it. */
    @Test
    void damageNeverShowsAWrongFrame() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Path original = temporary.resolve("original");
        List<byte[]> frames = new ArrayList<>();
        record(original, frames, random);
        Path copy = Files.createDirectory(temporary.resolve("copy"));
        SessionId id = SessionId.of(Instant.EPOCH);
        int shown = 0;
        for (int round = 0; round < 800; round++) {
            for (String name : List.of(SessionWriter.INDEX, SessionWriter.FRAMES)) {
                Files.copy(original.resolve(name), copy.resolve(name), StandardCopyOption.REPLACE_EXISTING);
            }
            for (int i = random.nextInt(4); i >= 0; i--) {
                damage(copy.resolve(random.nextBoolean() ? SessionWriter.INDEX : SessionWriter.FRAMES), random);
            }
            try (SessionReader reader = SessionReader.open(id, copy, true, () -> {})) {
                assertThat(reader.frames()).as("seed %d", seed).isLessThanOrEqualTo(frames.size() + 200);
                reader.facts();
                reader.firstAt(Duration.ofMillis(random.nextInt(30_000)));
                shown += look(reader, frames, "seed " + seed + " round " + round);
            }
        }
        assertThat(shown).isGreaterThan(10_000);
    }

    private static void record(Path folder, List<byte[]> frames, Random random) throws IOException {
        Files.createDirectories(folder);
        SessionWriter writer = SessionWriter.create(SessionId.of(Instant.EPOCH), folder, 0, () -> {});
        for (int i = 0; i < 150; i++) {
            byte[] frame = new byte[1 + random.nextInt(3_000)];
            random.nextBytes(frame);
            frames.add(frame);
            writer.append(ByteBuffer.wrap(frame), i * 100_000_000L, Studio.SIZE);
        }
        writer.close();
    }

    private static int look(SessionReader reader, List<byte[]> frames, String when) {
        ByteBuffer buffer = ByteBuffer.allocate(1_024);
        int shown = 0;
        for (int number = 1; number <= reader.frames(); number++) {
            IndexRecord record = reader.record(number);
            if (record == null || !reader.intact(record, buffer)) {
                continue;
            }
            byte[] expected = frames.get(number - 1);
            assertThat(record.micros()).as(when).isEqualTo((number - 1) * 100_000L);
            assertThat(record.length()).as(when).isEqualTo(expected.length);
            ByteBuffer whole = ByteBuffer.allocate(record.length());
            assertThat(reader.fill(record, 0, whole)).isEqualTo(record.length());
            assertThat(whole.array()).as(when).isEqualTo(expected);
            shown++;
        }
        return shown;
    }

    private static void damage(Path file, Random random) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            int size = (int) channel.size();
            int at = random.nextInt(Math.max(1, size));
            byte[] some = new byte[1 + random.nextInt(100)];
            switch (random.nextInt(6)) {
                case 0 -> channel.truncate(at);
                case 1 -> channel.write(ByteBuffer.wrap(some), at);
                case 2 -> {
                    random.nextBytes(some);
                    channel.write(ByteBuffer.wrap(some), at);
                }
                case 3 -> channel.write(ByteBuffer.wrap(some), size);
                case 4 -> {
                    ByteBuffer one = ByteBuffer.allocate(1);
                    channel.read(one, at);
                    byte flipped = (byte) (one.get(0) ^ (1 << random.nextInt(8)));
                    channel.write(ByteBuffer.wrap(new byte[] {flipped}), at);
                }
                default -> {
                    // A disk that writes something to the wrong place.
                    ByteBuffer piece = ByteBuffer.allocate(IndexRecord.BYTES * (1 + random.nextInt(3)));
                    channel.read(piece, at / IndexRecord.BYTES * (long) IndexRecord.BYTES);
                    channel.write(
                            piece.flip(), random.nextInt(size + 1) / IndexRecord.BYTES * (long) IndexRecord.BYTES);
                }
            }
        }
    }

    @Test
    void theDiskOfAFolderInMemoryIsNoDisk() throws IOException {
        try (SmallDisk disk = SmallDisk.mount(temporary.resolve("disk"), 4 << 10)) {
            RecordingDisk inMemory = RecordingDisk.of(disk.path(), new DiskFloor.Share(5), Ticker.SYSTEM);
            assertThat(inMemory.room()).isEqualTo(DataSize.ZERO);
            assertThat(inMemory.missing()).isEqualTo(DataSize.ZERO);
        }
        Path real = Path.of("target");
        long free = Files.getFileStore(real).getUsableSpace();
        RecordingDisk disk = RecordingDisk.of(real, new DiskFloor.Bytes(DataSize.ofBytes(free / 2)), Ticker.SYSTEM);
        assertThat(disk.room().bytes()).isBetween(free / 4, free);
        RecordingDisk full = RecordingDisk.of(real, new DiskFloor.Bytes(DataSize.ofBytes(2 * free)), Ticker.SYSTEM);
        assertThat(full.room()).isEqualTo(DataSize.ZERO);
        assertThat(full.missing()).isEqualTo(DataSize.ofMebibytes(256));
    }
}
