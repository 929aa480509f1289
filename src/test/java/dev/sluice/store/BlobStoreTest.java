package dev.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.sluice.failure.NotFound;
import dev.sluice.failure.StoreFailure;
import dev.sluice.support.SmallDisk;
import dev.sluice.units.DataSize;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlobStoreTest {

    private final HandClock clock = new HandClock();

    @TempDir
    Path temporary;

    @Test
    void keepsAPictureAndItsFacts() throws IOException {
        Picture put;
        try (Kept kept = Kept.open(temporary, clock)) {
            put = kept.put("cat.jpg");
            assertThat(kept.folder.spool()).isEmptyDirectory();
        }
        try (Kept kept = Kept.open(temporary, clock)) {
            assertThat(kept.pictures.find(put.id())).contains(put);
            assertThat(put.facts()).isEqualTo(Kept.facts("cat.jpg"));
            assertThat(put.receivedAt()).isEqualTo(clock.instant());
            assertThat(kept.pictures.path(put))
                    .hasBinaryContent(Kept.bytes("cat.jpg").array());
            try (FileChannel channel = kept.pictures.open(put)) {
                ByteBuffer first = ByteBuffer.allocate(3);
                channel.read(first, 0);
                assertThat(first.array()).containsExactly('c', 'a', 't');
            }
        }
    }

    @Test
    void keepsTheSamePictureOnce() {
        try (Kept kept = Kept.open(temporary, clock)) {
            Picture first = kept.put("cat");
            assertThat(kept.put("cat")).isEqualTo(first);
            assertThat(kept.pictures.byKey(Kept.key("cat"))).contains(first);
            assertThat(kept.put("dog")).isNotEqualTo(first);
            assertThat(kept.pictures.totals().pictures()).isEqualTo(2);
            assertThat(kept.folder.spool()).isEmptyDirectory();
        }
    }

    @Test
    void keepsTheSamePictureOnceWhenItComesFromAllSidesAtOnce() throws Exception {
        try (Kept kept = Kept.open(temporary, clock);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Picture>> puts = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                puts.add(threads.submit(() -> kept.put("cat")));
            }
            for (Future<Picture> put : puts) {
                assertThat(put.get()).isEqualTo(puts.getFirst().get());
            }
            assertThat(kept.pictures.page(null, 50).pictures()).hasSize(1);
        }
    }

    @Test
    void deletesAPictureWithAllThatBelongsToIt() throws IOException {
        try (Kept kept = Kept.open(temporary, clock)) {
            Picture cat = kept.put("cat");
            try (FileChannel open = kept.pictures.open(cat)) {
                assertThat(kept.pictures.delete(cat.id())).isTrue();
                assertThat(open.read(ByteBuffer.allocate(3))).isEqualTo(3);
            }
            assertThat(kept.pictures.delete(cat.id())).isFalse();
            assertThat(kept.pictures.find(cat.id())).isEmpty();
            assertThat(kept.pictures.byKey(Kept.key("cat"))).isEmpty();
            assertThatThrownBy(() -> kept.pictures.open(cat)).isInstanceOf(NotFound.class);
            assertThat(SmallDisk.filesIn(temporary)).containsExactly("lock");
            assertThat(kept.put("cat").id()).isGreaterThan(cat.id());
        }
    }

    @Test
    void removesTheFolderOfATimeThatIsPast() throws IOException {
        try (Kept kept = Kept.open(temporary, clock)) {
            Picture old = kept.put("old");
            clock.move(Duration.ofDays(1));
            kept.put("new");
            kept.pictures.delete(old.id());
            assertThat(kept.pictures.path(old).getParent()).doesNotExist();
        }
    }

    @Test
    void repairsAnEntryWhosePictureIsGone() throws IOException {
        try (Kept kept = Kept.open(temporary, clock)) {
            Picture cat = kept.put("cat");
            Files.delete(sidecar(kept, cat));
            assertThat(kept.pictures.byKey(Kept.key("cat"))).isEmpty();
            assertThat(SmallDisk.filesIn(kept.folder.digests())).isEmpty();
            Picture again = kept.put("cat");
            assertThat(kept.pictures.byKey(Kept.key("cat"))).contains(again);

            Path entry = kept.folder
                    .digests()
                    .resolve(Kept.key("cat").substring(0, 2))
                    .resolve(Kept.key("cat"));
            Files.writeString(entry, kept.put("dog").id().text());
            assertThat(kept.pictures.byKey(Kept.key("cat"))).isEmpty();
            Files.writeString(entry, "../../etc/passwd");
            assertThat(kept.put("cat")).isNotEqualTo(again);
        }
    }

    @Test
    void hidesWhatIsDamagedAndDeletesItAllTheSame() throws IOException {
        try (Kept kept = Kept.open(temporary, clock)) {
            Picture first = kept.put("first");
            Picture garbled = kept.put("garbled");
            Picture short_ = kept.put("short");
            Picture gone = kept.put("gone");
            Picture last = kept.put("last");
            Files.writeString(sidecar(kept, garbled), "{\"id\":");
            Files.write(kept.pictures.path(short_), new byte[3]);
            Files.delete(kept.pictures.path(gone));
            Files.createFile(sidecar(kept, gone).resolveSibling(gone.id() + ".part.json"));
            Files.createFile(sidecar(kept, gone).resolveSibling("notes.json"));

            assertThat(kept.pictures.page(null, 10).pictures()).containsExactly(last, first);
            for (Picture damaged : List.of(garbled, short_, gone)) {
                assertThat(kept.pictures.find(damaged.id())).isEmpty();
                assertThat(kept.pictures.delete(damaged.id())).isTrue();
            }
            assertThat(SmallDisk.filesIn(kept.folder.images()))
                    .hasSize(5)
                    .anyMatch(name -> name.endsWith("notes.json"));
        }
    }

    private static Path sidecar(Kept kept, Picture picture) {
        return kept.pictures.path(picture).resolveSibling(picture.id() + ".json");
    }

    @Test
    void pagesThroughThousandsNewestFirst() throws IOException {
        try (SmallDisk disk = SmallDisk.mount(temporary.resolve("disk"), 200 << 10)) {
            Totals totals;
            try (Kept kept = Kept.open(disk.path(), clock)) {
                pageThrough(kept, 5_000);
                totals = kept.pictures.totals();
            }
            try (Kept kept = Kept.open(disk.path(), clock)) {
                assertThat(kept.pictures.totals()).isEqualTo(new Totals(0, DataSize.ZERO, false));
                kept.pictures.recover();
                assertThat(kept.pictures.totals()).isEqualTo(new Totals(4_999, totals.bytes(), true));
            }
        }
    }

    private void pageThrough(Kept kept, int count) {
        List<PictureId> put = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            put.add(kept.put("picture " + i).id());
            clock.move(Duration.ofSeconds(i % 100 == 0 ? 40_000 : 3));
        }
        Collections.reverse(put);
        List<PictureId> listed = new ArrayList<>();
        Page page = kept.pictures.page(null, 499);
        page.pictures().forEach(picture -> listed.add(picture.id()));
        while (page.next() != null) {
            page = kept.pictures.page(page.next(), 499);
            page.pictures().forEach(picture -> listed.add(picture.id()));
        }
        assertThat(listed).isEqualTo(put);

        PictureId middle = put.get(count / 2);
        kept.pictures.delete(middle);
        assertThat(kept.pictures.page(middle, 1).pictures())
                .extracting(Picture::id)
                .containsExactly(put.get(count / 2 + 1));
        assertThat(kept.pictures.oldest(2)).containsExactly(put.getLast(), put.get(count - 2));
    }

    @Test
    void leavesNothingBehindWhenTheDiskIsFull() throws IOException {
        try (SmallDisk disk = SmallDisk.mount(temporary.resolve("disk"), 512);
                Kept kept = Kept.open(disk.path(), clock)) {
            kept.put("before");
            List<String> before = SmallDisk.filesIn(disk.path());
            Path ballast;
            try (SpoolFile file = kept.spool.create("test")) {
                file.write(Kept.bytes("cat"));
                ballast = disk.fill();
                assertThatThrownBy(() -> kept.pictures.put(file, Kept.facts("cat")))
                        .asInstanceOf(type(StoreFailure.class))
                        .returns(StoreFailure.Kind.FULL, StoreFailure::kind);
            }
            Files.delete(ballast);
            assertThat(SmallDisk.filesIn(disk.path())).isEqualTo(before);
            assertThat(kept.pictures.totals().pictures()).isEqualTo(1);
            assertThat(kept.pictures.find(kept.put("cat").id())).isPresent();
        }
    }

    @Test
    void saysThatTheDiskMayOnlyBeRead() throws IOException {
        try (SmallDisk disk = SmallDisk.mount(temporary.resolve("disk"), 512)) {
            Kept kept = Kept.open(disk.path(), clock);
            Picture cat = kept.put("cat");
            kept.close();
            disk.readOnly();
            assertThat(kept.pictures.find(cat.id())).contains(cat);
            assertThatThrownBy(() -> kept.pictures.delete(cat.id()))
                    .asInstanceOf(type(StoreFailure.class))
                    .returns(StoreFailure.Kind.READ_ONLY, StoreFailure::kind);
        }
    }

    @Test
    void removesPicturesWithoutASidecarAndCountsTheRest() throws IOException {
        Picture cat;
        try (Kept kept = Kept.open(temporary, clock)) {
            cat = kept.put("cat");
            Picture orphan = kept.put("orphan");
            Files.delete(sidecar(kept, orphan));
            Files.createFile(kept.pictures.path(cat).resolveSibling("a file of the user"));
        }
        try (Kept kept = Kept.open(temporary, clock)) {
            clock.move(Duration.ofDays(-3));
            Picture dog = kept.put("dog");
            assertThat(dog.id()).isGreaterThan(cat.id());
            assertThat(kept.pictures.recover()).isEqualTo(new Swept(1, DataSize.ofBytes(120)));
            assertThat(kept.pictures.totals())
                    .isEqualTo(new Totals(2, cat.bytes().plus(dog.bytes()), true));
            assertThat(SmallDisk.filesIn(kept.folder.images()))
                    .hasSize(5)
                    .anyMatch(name -> name.endsWith("a file of the user"));
        }
    }

    @Test
    void countsRightWhatWasDeletedBeforeItWasCounted() {
        Picture old;
        Picture older;
        try (Kept kept = Kept.open(temporary, clock)) {
            older = kept.put("older");
            old = kept.put("old");
        }
        try (Kept kept = Kept.open(temporary, clock)) {
            Picture brandNew = kept.put("new");
            kept.pictures.delete(older.id());
            kept.pictures.recover();
            assertThat(kept.pictures.totals())
                    .isEqualTo(new Totals(2, old.bytes().plus(brandNew.bytes()), true));
            kept.pictures.delete(old.id());
            kept.pictures.delete(brandNew.id());
            assertThat(kept.pictures.totals()).isEqualTo(new Totals(0, DataSize.ZERO, true));
        }
    }

    @Test
    void countsRightWhileManyPutListAndDelete() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(temporary.resolve("disk"), 64 << 10)) {
            try (Kept kept = Kept.open(disk.path(), clock)) {
                for (int i = 0; i < 200; i++) {
                    kept.put("old " + i);
                    clock.move(Duration.ofHours(1));
                }
            }
            try (Kept kept = Kept.open(disk.path(), clock)) {
                try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                    List<Future<?>> workers = new ArrayList<>();
                    for (int i = 0; i < 16; i++) {
                        int seed = i;
                        workers.add(threads.submit(() -> churn(kept, seed)));
                    }
                    kept.pictures.recover();
                    for (Future<?> worker : workers) {
                        worker.get();
                    }
                }
                Page all = kept.pictures.page(null, 10_000);
                long bytes = all.pictures().stream()
                        .mapToLong(picture -> picture.bytes().bytes())
                        .sum();
                assertThat(kept.pictures.totals())
                        .isEqualTo(new Totals(all.pictures().size(), DataSize.ofBytes(bytes), true));
                assertThat(SmallDisk.filesIn(kept.folder.images()))
                        .hasSize(2 * all.pictures().size());
                assertThat(SmallDisk.filesIn(kept.folder.digests()))
                        .hasSize(all.pictures().size());
                assertThat(kept.folder.spool()).isEmptyDirectory();
            }
        }
    }

    private static void churn(Kept kept, int seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 60; i++) {
            kept.put("shared " + random.nextInt(100));
            kept.put("own " + seed + " " + i);
            // A page leaves out what others deleted while it was read: that can be all of it.
            List<Picture> some = kept.pictures.page(null, 20).pictures();
            if (!some.isEmpty()) {
                kept.pictures.delete(some.get(random.nextInt(some.size())).id());
            }
            List<PictureId> oldest = kept.pictures.oldest(10);
            if (!oldest.isEmpty()) {
                kept.pictures.delete(oldest.get(random.nextInt(oldest.size())));
            }
        }
    }
}
