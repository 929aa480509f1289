package dev.sluice.camera.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.support.JavaProcess;
import dev.sluice.support.SmallDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was recorded before {@code kill -9} can be seen after it, whatever the moment. */
class RecorderKillTest {

    private static final int ROUNDS = 5;

    @TempDir
    private Path temporary;

    @Test
    void survivesBeingKilledAtAnyMoment() throws IOException {
        // In memory, where nothing is waited for, so that each moment is as likely as any other.
        try (SmallDisk disk = SmallDisk.mount(temporary.resolve("disk"), 256 << 10)) {
            long seed = System.nanoTime();
            Random random = new Random(seed);
            List<Integer> said = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                try (JavaProcess process = JavaProcess.start(
                        List.of(), Filming.class, disk.path().toString(), Integer.toString(round * 1_000_000))) {
                    int lines = 1 + random.nextInt(400);
                    for (int i = 0; i < lines; i++) {
                        said.add(Integer.valueOf(process.line()));
                    }
                    process.kill().forEach(line -> said.add(Integer.valueOf(line)));
                }
                check(new Recordings(disk.path()), said, "seed " + seed + " round " + round);
            }
            assertThat(said).hasSizeGreaterThan(50);
        }
    }

    private static void check(Recordings recordings, List<Integer> said, String when) throws IOException {
        recordings.repairNewest("porch");
        List<Integer> found = new ArrayList<>();
        SessionPage page = recordings.page("porch", null, 100);
        while (true) {
            for (SessionFacts facts : page.sessions()) {
                found.addAll(numbers(recordings, facts, when));
                Path folder = recordings.folders().folder("porch", facts.id());
                assertThat(Files.size(folder.resolve("frames.mjpeg")))
                        .as(when)
                        .isEqualTo(facts.bytes().bytes());
            }
            if (page.next() == null) {
                break;
            }
            page = recordings.page("porch", page.next(), 100);
        }
        assertThat(found).as(when).doesNotHaveDuplicates().containsAll(said);
        // One of each process may be there without having been announced.
        assertThat(found.size()).as(when).isBetween(said.size(), said.size() + ROUNDS);
    }

    private static List<Integer> numbers(Recordings recordings, SessionFacts facts, String when) {
        List<Integer> numbers = new ArrayList<>();
        try (SessionReader reader = recordings.open("porch", facts.id())) {
            for (int number = 1; number <= reader.frames(); number++) {
                IndexRecord record = Objects.requireNonNull(reader.record(number), when);
                ByteBuffer buffer = ByteBuffer.allocate(record.length());
                assertThat(reader.intact(record, buffer)).as(when).isTrue();
                int content = buffer.getInt(0);
                assertThat(buffer.array()).as(when).isEqualTo(Filming.content(content));
                numbers.add(content);
            }
        }
        return numbers;
    }
}
