package dev.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.sluice.failure.StoreFailure;
import dev.sluice.governor.MemoryFiles;
import dev.sluice.support.SmallDisk;
import dev.sluice.units.DataSize;
import dev.sluice.units.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {

    private final HandClock clock = new HandClock();

    @TempDir
    Path temporary;

    private Spool spool(DataFolder folder, DataSize floor) {
        return new Spool(folder, floor, Duration.ofMinutes(5), new MemoryFiles(DataSize.ZERO));
    }

    @Test
    void knowsWhatWasWritten() throws Exception {
        byte[] content = new byte[100_000];
        new Random(3).nextBytes(content);
        try (DataFolder folder = DataFolder.open(temporary);
                SpoolFile whole = spool(folder, DataSize.ZERO).createDigested("one");
                SpoolFile pieces = spool(folder, DataSize.ZERO).createDigested("two")) {
            whole.write(ByteBuffer.wrap(content));
            ByteBuffer direct = ByteBuffer.allocateDirect(7_777);
            for (int at = 0; at < content.length; at += direct.capacity()) {
                direct.clear().put(content, at, Math.min(direct.capacity(), content.length - at));
                pieces.write(direct.flip());
                assertThat(direct.hasRemaining()).isFalse();
            }
            assertThat(pieces.fingerprint()).isEqualTo(whole.fingerprint());
            assertThat(pieces.fingerprint().length()).isEqualTo(content.length);
            assertThat(pieces.size()).isEqualTo(DataSize.ofBytes(content.length));
            assertThat(pieces.digest())
                    .isEqualTo(Digest.of(MessageDigest.getInstance("SHA-256").digest(content)))
                    .isEqualTo(pieces.digest());
            assertThat(pieces.path()).hasBinaryContent(content);
        }
    }

    @Test
    void tellsOneChangedByteApart() {
        try (DataFolder folder = DataFolder.open(temporary);
                SpoolFile one = spool(folder, DataSize.ZERO).create("one");
                SpoolFile other = spool(folder, DataSize.ZERO).create("other")) {
            one.write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
            other.write(ByteBuffer.wrap(new byte[] {1, 2, 4}));
            assertThat(one.fingerprint()).isNotEqualTo(other.fingerprint());
            assertThat(Fingerprint.parse(one.fingerprint().toString())).contains(one.fingerprint());
            assertThatThrownBy(one::digest).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void isGoneWithItsOwnerAndCannotLeaveItsFolder() throws IOException {
        try (DataFolder folder = DataFolder.open(temporary)) {
            Spool spool = spool(folder, DataSize.ZERO);
            try (SpoolFile file = spool.create("../../request 7/\0")) {
                assertThat(file.path()).hasParent(folder.spool()).exists();
                assertThat(spool.owned()).isEqualTo(1);
            }
            assertThat(spool.owned()).isZero();
            assertThat(folder.spool()).isEmptyDirectory();
        }
    }

    @Test
    void leavesTheFloorFree() throws IOException {
        try (SmallDisk disk = SmallDisk.mount(temporary.resolve("disk"), 8 << 10);
                DataFolder folder = DataFolder.open(disk.path())) {
            try (SpoolFile file = spool(folder, DataSize.ofMebibytes(2)).create("a")) {
                ByteBuffer piece = ByteBuffer.allocateDirect(1 << 20);
                assertThatThrownBy(() -> {
                            for (int i = 0; i < 9; i++) {
                                file.write(piece.clear());
                            }
                        })
                        .asInstanceOf(type(StoreFailure.class))
                        .returns(StoreFailure.Kind.FULL, StoreFailure::kind)
                        .extracting(Throwable::getMessage)
                        .asString()
                        .contains("2.0 MiB of it stay free");
                assertThat(folder.free()).isGreaterThanOrEqualTo(DataSize.ofMebibytes(2));
                assertThatThrownBy(() -> spool(folder, DataSize.ofMebibytes(5)).create("b"))
                        .isInstanceOf(StoreFailure.class);
            }
            assertThat(folder.spool()).isEmptyDirectory();
        }
    }

    @Test
    void leavesNothingBehindOnAFullDisk() throws IOException {
        try (SmallDisk disk = SmallDisk.mount(temporary.resolve("disk"), 1 << 10);
                DataFolder folder = DataFolder.open(disk.path())) {
            Spool spool = spool(folder, DataSize.ZERO);
            try (SpoolFile file = spool.create("a")) {
                ByteBuffer piece = ByteBuffer.allocateDirect(100_000);
                assertThatThrownBy(() -> {
                            for (int i = 0; i < 20; i++) {
                                file.write(piece.clear());
                            }
                        })
                        .asInstanceOf(type(StoreFailure.class))
                        .returns(StoreFailure.Kind.FULL, StoreFailure::kind);
            }
            assertThat(folder.spool()).isEmptyDirectory();
            assertThat(spool.owned()).isZero();
        }
    }

    @Test
    void saysThatTheDiskMayOnlyBeRead() throws IOException {
        try (SmallDisk disk = SmallDisk.mount(temporary.resolve("disk"), 1 << 10)) {
            DataFolder folder = DataFolder.open(disk.path());
            folder.close();
            disk.readOnly();
            Spool spool = spool(folder, DataSize.ZERO);
            assertThatThrownBy(() -> spool.create("a"))
                    .asInstanceOf(type(StoreFailure.class))
                    .returns(StoreFailure.Kind.READ_ONLY, StoreFailure::kind);
            assertThat(spool.owned()).isZero();
        }
    }

    @Test
    void sweepsWhatACrashLeftAndNothingElse() throws IOException {
        Instant now = clock.instant();
        try (DataFolder folder = DataFolder.open(temporary)) {
            Spool spool = spool(folder, DataSize.ZERO);
            Path left = aged(Files.write(folder.spool().resolve("left"), new byte[300]), now.minusSeconds(301));
            Path young = aged(Files.write(folder.spool().resolve("young"), new byte[300]), now.minusSeconds(299));
            try (SpoolFile owned = spool.create("owner")) {
                aged(owned.path(), now.minusSeconds(100_000));
                assertThat(spool.sweep(now)).isEqualTo(new Swept(1, DataSize.ofBytes(300)));
                assertThat(left).doesNotExist();
                assertThat(young).exists();
                assertThat(owned.path()).exists();
            }
            assertThat(spool.sweep(now.plusSeconds(2)).files()).isEqualTo(1);
            assertThat(folder.spool()).isEmptyDirectory();
        }
    }

    private static Path aged(Path file, Instant at) throws IOException {
        return Files.setLastModifiedTime(file, FileTime.from(at));
    }

    @Test
    void keepsSmallFilesInMemoryWhileThereIsRoom() throws Exception {
        byte[] large = new byte[50_000];
        new Random(5).nextBytes(large);
        byte[] small = {1, 2, 3};
        try (DataFolder folder = DataFolder.open(temporary);
                MemoryFiles memory = new MemoryFiles(DataSize.ofMebibytes(1))) {
            Spool spool = new Spool(folder, DataSize.ZERO, Duration.ofMinutes(5), memory);
            Path place;
            try (SpoolFile first = spool.createFor("first", large.length);
                    SpoolFile second = spool.createFor("second", small.length)) {
                first.write(ByteBuffer.wrap(large));
                second.write(ByteBuffer.wrap(small));
                place = first.path();
                assertThat(place).startsWithRaw(Path.of("/proc/self/fd")).hasBinaryContent(large);
                assertThat(second.path()).startsWith(folder.spool()).hasBinaryContent(small);
                assertThat(spool.owned()).isEqualTo(2);
                first.settle();
            }
            try (SpoolFile again = spool.createFor("again", small.length)) {
                again.write(ByteBuffer.wrap(small));
                assertThat(again.path()).isEqualTo(place).hasBinaryContent(small);
                assertThat(again.size()).isEqualTo(DataSize.ofBytes(small.length));
            }
            assertThat(spool.owned()).isZero();
        }
    }

    /** A decoder that was given up goes on reading: its pages must neither change nor vanish, which would end the process. */
    @Test
    void doesNotUseMemoryAgainThatSomebodyMayStillRead() throws Exception {
        byte[] content = {4, 5, 6};
        try (DataFolder folder = DataFolder.open(temporary);
                MemoryFiles memory = new MemoryFiles(DataSize.ofMebibytes(1))) {
            Spool spool = new Spool(folder, DataSize.ZERO, Duration.ofMinutes(5), memory);
            FileChannel reader;
            try (SpoolFile left = spool.createFor("left", content.length)) {
                left.write(ByteBuffer.wrap(content));
                reader = FileChannel.open(left.path(), StandardOpenOption.READ);
            }
            try (reader;
                    SpoolFile other = spool.createFor("other", 1)) {
                other.write(ByteBuffer.wrap(new byte[] {9}));
                assertThat(other.path()).hasBinaryContent(new byte[] {9});
                ByteBuffer read = ByteBuffer.allocate(8);
                reader.read(read, 0);
                assertThat(read.flip()).isEqualTo(ByteBuffer.wrap(content));
            }
        }
    }

    @Test
    void writesToTheDiskWhatIsLargeOrOfUnknownLength() {
        try (DataFolder folder = DataFolder.open(temporary);
                MemoryFiles memory = new MemoryFiles(DataSize.ofMebibytes(4))) {
            Spool spool = new Spool(folder, DataSize.ZERO, Duration.ofMinutes(5), memory);
            for (long length : new long[] {-1, MemoryFiles.LARGEST + 1}) {
                try (SpoolFile file = spool.createFor("body", length)) {
                    assertThat(file.path()).startsWith(folder.spool());
                }
            }
        }
    }

    @Test
    void givesMemoryBack() throws Exception {
        try (DataFolder folder = DataFolder.open(temporary);
                MemoryFiles memory = new MemoryFiles(DataSize.ofMebibytes(1))) {
            Spool spool = new Spool(folder, DataSize.ZERO, Duration.ofMinutes(5), memory);
            Path place;
            try (SpoolFile file = spool.createFor("body", 1)) {
                place = file.path();
                file.settle();
            }
            assertThat(Files.readSymbolicLink(place).toString()).contains("memfd:sluice-body");
            spool.trim();
            assertThat(place)
                    .satisfiesAnyOf(
                            gone -> assertThat(gone).doesNotExist(),
                            reused -> assertThat(Files.readSymbolicLink(reused).toString())
                                    .doesNotContain("memfd:sluice-body"));
        }
    }

    @Test
    void closesWhatIsGivenBackAfterTheEnd() throws Exception {
        try (DataFolder folder = DataFolder.open(temporary)) {
            MemoryFiles memory = new MemoryFiles(DataSize.ofMebibytes(1));
            Spool spool = new Spool(folder, DataSize.ZERO, Duration.ofMinutes(5), memory);
            Path place;
            try (SpoolFile file = spool.createFor("late", 1)) {
                memory.close();
                place = file.path();
                assertThat(Files.readSymbolicLink(place).toString()).contains("memfd:sluice-body");
                file.settle();
            }
            assertThat(place)
                    .satisfiesAnyOf(
                            gone -> assertThat(gone).doesNotExist(),
                            reused -> assertThat(Files.readSymbolicLink(reused).toString())
                                    .doesNotContain("memfd:sluice-body"));
            assertThat(memory.take()).isEmpty();
        }
    }
}
