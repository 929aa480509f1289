package dev.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.sluice.failure.Conflict;
import dev.sluice.failure.StoreFailure;
import dev.sluice.support.SmallDisk;
import dev.sluice.units.DataSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {

    @TempDir
    Path temporary;

    @Test
    void makesWhatIsMissingAndLeavesNoTraceOfItsTrial() throws IOException {
        try (DataFolder folder = DataFolder.open(temporary.resolve("a/data"))) {
            assertThat(folder.crash()).isDirectory();
            assertThat(SmallDisk.filesIn(temporary)).containsExactly("a/data/lock");
            assertThat(folder.free().bytes()).isPositive();
        }
    }

    @Test
    void isForOneServerAtATime() {
        try (DataFolder first = DataFolder.open(temporary)) {
            assertThat(first.crash()).exists();
            assertThatThrownBy(() -> DataFolder.open(temporary))
                    .isInstanceOf(Conflict.class)
                    .hasMessageContaining("another server")
                    .hasMessageContaining("--data");
        }
        DataFolder.open(temporary).close();
    }

    @Test
    void saysThatItMayOnlyBeRead() throws IOException {
        try (SmallDisk disk = SmallDisk.mount(temporary.resolve("disk"), 256)) {
            DataFolder.open(disk.path()).close();
            disk.readOnly();
            assertThatThrownBy(() -> DataFolder.open(disk.path()))
                    .asInstanceOf(type(StoreFailure.class))
                    .returns(StoreFailure.Kind.READ_ONLY, StoreFailure::kind);
        }
    }

    @Test
    void saysThatTheDiskIsFull() throws IOException {
        try (SmallDisk disk = SmallDisk.mount(temporary.resolve("disk"), 256)) {
            disk.fill();
            assertThatThrownBy(() -> DataFolder.open(disk.path()))
                    .asInstanceOf(type(StoreFailure.class))
                    .returns(StoreFailure.Kind.FULL, StoreFailure::kind);
        }
    }

    @Test
    void saysThatItIsNoFolder() throws IOException {
        Path file = Files.createFile(temporary.resolve("file"));
        assertThatThrownBy(() -> DataFolder.open(file))
                .asInstanceOf(type(StoreFailure.class))
                .returns(StoreFailure.Kind.BROKEN, StoreFailure::kind)
                .extracting(Throwable::getMessage)
                .asString()
                .doesNotContain(temporary.toString());
    }

    @Test
    void refusesASpoolOnAnotherFileSystem() throws IOException {
        try (SmallDisk disk = SmallDisk.mount(temporary.resolve("spool"), 256)) {
            assertThat(disk.path()).exists();
            assertThatThrownBy(() -> DataFolder.open(temporary))
                    .isInstanceOf(StoreFailure.class)
                    .hasMessageContaining("different file systems");
            assertThat(SmallDisk.filesIn(temporary)).containsExactly("lock");
        }
    }

    @Test
    void knowsWhenItLiesInMemory() throws IOException {
        try (SmallDisk disk = SmallDisk.mount(temporary.resolve("disk"), 256);
                DataFolder folder = DataFolder.open(disk.path())) {
            assertThat(folder.inMemory()).isTrue();
            assertThat(folder.free()).isBetween(DataSize.ofKibibytes(200), DataSize.ofKibibytes(256));
        }
    }

    @Test
    void replacesASmallFileWholeOrNotAtAll() throws IOException {
        try (SmallDisk disk = SmallDisk.mount(temporary.resolve("disk"), 256);
                DataFolder folder = DataFolder.open(disk.path())) {
            Path target = folder.channels().resolve("a.json");
            folder.replace(target, new byte[] {1});
            disk.fill();
            assertThatThrownBy(() -> folder.replace(target, new byte[100_000])).isInstanceOf(IOException.class);
            assertThat(target).hasBinaryContent(new byte[] {1});
            assertThat(folder.spool()).isEmptyDirectory();
        }
    }
}
