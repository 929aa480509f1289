package dev.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.sluice.failure.BadInput;
import dev.sluice.support.JavaProcess;
import dev.sluice.support.SmallDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuarantineTest {

    private static final Fingerprint CAT = Fingerprint.of("cat");
    private static final Fingerprint DOG = Fingerprint.of("dog");

    private final HandClock clock = new HandClock();

    @TempDir
    Path temporary;

    @Test
    void whatCameToItsEndIsForgotten() throws IOException {
        try (DataFolder folder = DataFolder.open(temporary)) {
            try (Quarantine quarantine = Quarantine.open(folder, clock)) {
                for (int i = 0; i < 1_000; i++) {
                    quarantine.watch(CAT).close();
                }
            }
            try (Quarantine quarantine = Quarantine.open(folder, clock)) {
                assertThat(quarantine.list()).isEmpty();
                assertThat(folder.quarantine().resolve("slots")).hasSize(SlotFile.SLOTS * SlotFile.SLOT);
            }
        }
    }

    @Test
    void aPowerCutDoesNotCondemnButTheSecondDoes() throws IOException {
        die("kill", "cat", "dog", "cat");
        try (DataFolder folder = DataFolder.open(temporary);
                Quarantine quarantine = Quarantine.open(folder, clock)) {
            assertThat(quarantine.list()).hasSize(2).allMatch(suspect -> suspect.strikes() == 1 && !suspect.refused());
            quarantine.watch(DOG).close();
            assertThat(quarantine.list()).extracting(Suspect::picture).containsExactly(CAT);
        }
        die("kill", "cat", "dog");
        try (DataFolder folder = DataFolder.open(temporary);
                Quarantine quarantine = Quarantine.open(folder, clock)) {
            assertThatThrownBy(() -> quarantine.watch(CAT))
                    .asInstanceOf(type(BadInput.class))
                    .returns(BadInput.Kind.QUARANTINED, BadInput::kind);
            assertThatCode(() -> quarantine.check(DOG)).doesNotThrowAnyException();
        }
    }

    @Test
    void aCrashCondemnsThePictureOfTheThreadThatCrashedAlone() throws IOException {
        die("crash", "cat", "dog");
        assertThat(temporary.resolve("crash")).isNotEmptyDirectory();
        try (DataFolder folder = DataFolder.open(temporary);
                Quarantine quarantine = Quarantine.open(folder, clock)) {
            assertThat(quarantine.list()).singleElement().satisfies(suspect -> {
                assertThat(suspect.picture()).isEqualTo(CAT);
                assertThat(suspect.refused()).isTrue();
            });
            assertThatThrownBy(() -> quarantine.check(CAT)).hasMessageContaining(CAT.toString());
            assertThat(quarantine.clear(CAT)).isTrue();
            assertThat(quarantine.clear(CAT)).isFalse();
            quarantine.watch(CAT).close();
        }
        try (DataFolder folder = DataFolder.open(temporary);
                Quarantine quarantine = Quarantine.open(folder, clock)) {
            assertThat(quarantine.list()).isEmpty();
        }
    }

    private void die(String how, String... pictures) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(temporary.toString(), how));
        arguments.addAll(List.of(pictures));
        String report = "-XX:ErrorFile=" + temporary.resolve("crash/hs_err_pid%p.log");
        try (JavaProcess process =
                JavaProcess.start(List.of(report), Decoder.class, arguments.toArray(String[]::new))) {
            if (how.equals("kill")) {
                assertThat(process.line()).isEqualTo("working");
                process.kill();
            } else {
                assertThat(process.rest()).noneMatch(line -> line.equals("working"));
            }
        }
    }

    @Test
    void aReportCondemnsTheOnlyPictureUnderWorkWhateverThreadItNames() throws IOException {
        try (DataFolder folder = DataFolder.open(temporary)) {
            leave(folder, new SlotFile.Slot(77, clock.millis(), CAT, ""));
            report(folder, 77, clock.instant().plusSeconds(3));
            try (Quarantine quarantine = Quarantine.open(folder, clock)) {
                assertThat(quarantine.list()).containsExactly(new Suspect(CAT, 1, true, clock.instant()));
            }
        }
    }

    @Test
    void anOldReportOfAProcessOfTheSameNumberDoesNotCount() throws IOException {
        try (DataFolder folder = DataFolder.open(temporary)) {
            leave(folder, new SlotFile.Slot(77, clock.millis(), CAT, "engine-1"));
            report(folder, 77, clock.instant().minusSeconds(60));
            try (Quarantine quarantine = Quarantine.open(folder, clock)) {
                assertThat(quarantine.list()).containsExactly(new Suspect(CAT, 1, false, clock.instant()));
            }
        }
    }

    @Test
    void oneDeathIsOneStrikeHoweverOftenItIsRead() throws IOException {
        try (DataFolder folder = DataFolder.open(temporary)) {
            SlotFile.Slot slot = new SlotFile.Slot(77, clock.millis(), CAT, "engine-1");
            for (int i = 0; i < 3; i++) {
                leave(folder, slot);
                try (Quarantine quarantine = Quarantine.open(folder, clock)) {
                    assertThat(quarantine.list()).extracting(Suspect::strikes).containsExactly(1);
                }
            }
        }
    }

    private static void leave(DataFolder folder, SlotFile.Slot... left) throws IOException {
        try (SlotFile slots = SlotFile.open(folder.quarantine().resolve("slots"))) {
            slots.reset();
            for (SlotFile.Slot slot : left) {
                slots.take(slot);
            }
        }
    }

    private static void report(DataFolder folder, long process, Instant at) throws IOException {
        Path file = folder.crash().resolve("hs_err_pid" + process + ".log");
        Files.writeString(file, "#\nCurrent thread (0x00): Native thread\n\nStack:\n");
        Files.setLastModifiedTime(file, FileTime.from(at));
    }

    @Test
    void holdsABoundedNumberAndDropsTheOldest() throws IOException {
        try (SmallDisk disk = SmallDisk.mount(temporary.resolve("disk"), 8 << 10);
                DataFolder folder = DataFolder.open(disk.path())) {
            for (int i = 0; i < 1_000; i++) {
                Suspect suspect = new Suspect(
                        Fingerprint.of("p" + i), 2, true, clock.instant().plusSeconds(i - 5_000));
                Files.write(
                        folder.quarantine().resolve(suspect.picture() + ".json"),
                        suspect.sheet().bytes());
            }
            Files.writeString(folder.quarantine().resolve("not one.json"), "{}");
            leave(folder, new SlotFile.Slot(77, clock.millis(), CAT, "engine-1"));
            try (Quarantine quarantine = Quarantine.open(folder, clock)) {
                assertThat(quarantine.list())
                        .hasSize(1_000)
                        .extracting(Suspect::picture)
                        .contains(CAT);
                assertThatCode(() -> quarantine.check(Fingerprint.of("p0"))).doesNotThrowAnyException();
                assertThatThrownBy(() -> quarantine.check(Fingerprint.of("p1"))).isInstanceOf(BadInput.class);
            }
        }
    }

    @Test
    void survivesAnyDamageToTheSlots() throws IOException {
        try (DataFolder folder = DataFolder.open(temporary)) {
            byte[] good = new SlotFile.Slot(77, clock.millis(), CAT, "engine-1").bytes();
            Path file = folder.quarantine().resolve("slots");
            for (int seed = 0; seed < 500; seed++) {
                Random random = new Random(seed);
                byte[] damaged = new byte[random.nextInt(40) * 37];
                random.nextBytes(damaged);
                for (int at = 0; at + good.length <= damaged.length; at += good.length) {
                    System.arraycopy(good, 0, damaged, at, good.length);
                    damaged[at + random.nextInt(good.length)] ^= (byte) (1 << random.nextInt(8));
                }
                Files.write(file, damaged);
                try (SlotFile slots = SlotFile.open(file)) {
                    assertThat(slots.leftovers()).as("seed " + seed).isEmpty();
                }
            }
            try (Quarantine quarantine = Quarantine.open(folder, clock)) {
                assertThat(quarantine.list()).isEmpty();
            }
        }
    }

    @Test
    void survivesADamagedEntry() throws IOException {
        try (DataFolder folder = DataFolder.open(temporary)) {
            Files.writeString(folder.quarantine().resolve(CAT + ".json"), "{\"strikes\":");
            try (Quarantine quarantine = Quarantine.open(folder, clock)) {
                assertThat(quarantine.list()).isEmpty();
                assertThat(quarantine.clear(CAT)).isTrue();
            }
        }
    }

    @Test
    void anInterruptOfOneWatcherDoesNotHarmTheOthers() throws Exception {
        try (DataFolder folder = DataFolder.open(temporary);
                Quarantine quarantine = Quarantine.open(folder, InstantSource.system())) {
            Thread interrupted = Thread.ofVirtual().start(() -> {
                Thread.currentThread().interrupt();
                quarantine.watch(CAT).close();
            });
            interrupted.join();
            quarantine.watch(DOG).close();
            assertThat(quarantine.list()).isEmpty();
        }
    }

    @Test
    void fingerprintsAreReadStrictly() {
        assertThat(Fingerprint.parse(CAT.toString())).contains(CAT);
        for (String wrong : List.of(
                "",
                "0",
                "../../../../../x-1",
                "0123456789abcdef-",
                "0123456789abcdef-01",
                "0123456789ABCDEF-1",
                "0123456789abcdef--1",
                "0123456789abcdef-99999999999999999999")) {
            assertThat(Fingerprint.parse(wrong)).as(wrong).isEmpty();
        }
    }
}
