package dev.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.failure.BadInput;
import dev.sluice.failure.Conflict;
import dev.sluice.failure.Gone;
import dev.sluice.failure.NotFound;
import dev.sluice.failure.StoreFailure;
import dev.sluice.support.SmallDisk;
import dev.sluice.units.Deadline;
import dev.sluice.units.Ticker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChannelsTest {

    private final HandClock clock = new HandClock();

    @TempDir
    Path temporary;

    @Test
    void theInboxIsAlwaysThereAndShowsNothingAtFirst() {
        try (Kept kept = Kept.open(temporary, clock)) {
            assertThat(kept.channels.list()).containsExactly(new Channel("inbox", null, 0, null));
            assertThat(kept.channels.find("inbox").flatMap(kept.channels::picture))
                    .isEmpty();
            assertThat(kept.channels.find("kitchen")).isEmpty();
        }
    }

    @Test
    void remembersWhatItShows() {
        Picture cat;
        try (Kept kept = Kept.open(temporary, clock)) {
            kept.channels.show("kitchen", kept.put("dog").id());
            cat = kept.put("cat");
            kept.channels.show("kitchen", cat.id());
        }
        try (Kept kept = Kept.open(temporary, clock)) {
            Channel kitchen = kept.channels.find("kitchen").orElseThrow();
            assertThat(kitchen).isEqualTo(new Channel("kitchen", cat.id(), 2, clock.instant()));
            assertThat(kept.channels.picture(kitchen)).contains(cat);
            assertThat(kept.channels.list()).extracting(Channel::name).containsExactly("inbox", "kitchen");
            kept.pictures.delete(cat.id());
            assertThat(kept.channels.picture(kitchen)).isEmpty();
            assertThatThrownBy(() -> kept.channels.show("inbox", cat.id())).isInstanceOf(NotFound.class);
            assertThat(kept.channels.find("inbox").orElseThrow().version()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "A",
                "a/b",
                "..",
                "a.json",
                "küche",
                "a b",
                "0123456789012345678901234567890123456789012345678901234567890123x"
            })
    void refusesNamesThatCouldBeSomethingElse(String name) {
        try (Kept kept = Kept.open(temporary, clock)) {
            Picture cat = kept.put("cat");
            assertThatThrownBy(() -> kept.channels.show(name, cat.id()))
                    .isInstanceOf(BadInput.class)
                    .hasMessageContaining("a-z");
            assertThat(kept.folder.channels()).isEmptyDirectory();
        }
    }

    @Test
    void thereIsAMostOfChannels() throws IOException {
        try (SmallDisk disk = SmallDisk.mount(temporary.resolve("disk"), 4 << 10)) {
            try (Kept kept = Kept.open(disk.path(), clock)) {
                PictureId cat = kept.put("cat").id();
                for (int i = 1; i < 256; i++) {
                    kept.channels.show("c" + i, cat);
                }
                assertThatThrownBy(() -> kept.channels.show("one-more", cat))
                        .isInstanceOf(Conflict.class)
                        .hasMessageContaining("256");
                assertThat(kept.channels.show("inbox", cat).version()).isEqualTo(1);
                assertThat(kept.channels.show("c7", cat).version()).isEqualTo(2);
                Files.copy(
                        kept.folder.channels().resolve("c7.json"),
                        kept.folder.channels().resolve("smuggled.json"));
            }
            try (Kept kept = Kept.open(disk.path(), clock)) {
                assertThat(kept.channels.list()).hasSize(256);
            }
        }
    }

    @Test
    void beginsADamagedChannelAnew() throws IOException {
        try (Kept kept = Kept.open(temporary, clock)) {
            kept.channels.show("kitchen", kept.put("cat").id());
            Files.writeString(kept.folder.channels().resolve("inbox.json"), "{\"picture\":\"../x\"}");
            Files.writeString(kept.folder.channels().resolve("Bad Name.json"), "{}");
        }
        try (Kept kept = Kept.open(temporary, clock)) {
            assertThat(kept.channels.list()).extracting(Channel::version).containsExactly(0L, 1L);
            assertThat(kept.channels.show("inbox", kept.put("dog").id()).version())
                    .isEqualTo(1);
        }
    }

    @Test
    void staysAsItWasWhenTheDiskIsFull() throws IOException {
        try (SmallDisk disk = SmallDisk.mount(temporary.resolve("disk"), 512);
                Kept kept = Kept.open(disk.path(), clock)) {
            PictureId cat = kept.put("cat").id();
            PictureId dog = kept.put("dog").id();
            Channel before = kept.channels.show("inbox", cat);
            disk.fill();
            assertThatThrownBy(() -> kept.channels.show("inbox", dog)).isInstanceOf(StoreFailure.class);
            assertThat(kept.channels.find("inbox")).contains(before);
            assertThat(kept.folder.spool()).isEmptyDirectory();
        }
    }

    @Test
    void tellsAWaiterOfAChange() throws Exception {
        try (Kept kept = Kept.open(temporary, clock);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            PictureId cat = kept.put("cat").id();
            Deadline late = Deadline.after(Duration.ofSeconds(30), Ticker.SYSTEM);
            Future<Channel> waiter = threads.submit(() -> kept.channels.await("inbox", 0, late));
            Channel shown = kept.channels.show("inbox", cat);
            assertThat(waiter.get()).isEqualTo(shown);
            assertThat(kept.channels.await("inbox", 0, late)).isEqualTo(shown);
        }
    }

    @Test
    void aWaiterDoesNotWaitForEver() {
        try (Kept kept = Kept.open(temporary, clock)) {
            Deadline over = Deadline.after(Duration.ZERO, () -> 0);
            assertThat(kept.channels.await("inbox", 0, over).version()).isZero();
            Deadline left = Deadline.after(Duration.ofHours(1), () -> 0).unless(() -> true);
            assertThatThrownBy(() -> kept.channels.await("inbox", 0, left)).isInstanceOf(Gone.class);
            assertThatThrownBy(() -> kept.channels.await("nowhere", 0, over)).isInstanceOf(NotFound.class);
        }
    }
}
