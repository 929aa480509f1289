package dev.sluice.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.support.RunningSluice;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LogOutputTest {

    private static final String TIME = "2026-02-03T05:05:06.007+01:00 ";

    private final AtomicLong now = new AtomicLong();
    private final Deque<Runnable> later = new ConcurrentLinkedDeque<>();
    private final List<String> writes = new CopyOnWriteArrayList<>();
    private final LogOutput output = new LogOutput(
            new OutputStream() {
                @Override
                public void write(int single) {
                    writes.add(String.valueOf((char) single));
                }

                @Override
                public void write(byte[] bytes, int from, int count) {
                    if (count > 0) {
                        writes.add(new String(bytes, from, count, UTF_8));
                    }
                }
            },
            now::get,
            Clock.fixed(Instant.parse("2026-02-03T04:05:06.007Z"), ZoneOffset.ofHours(1)),
            later::add);
    private final PrintStream log = output.stream(UTF_8);

    private synchronized void say(String line) {
        log.println(line);
        log.flush();
    }

    @Test
    void aLineAfterAPauseIsWrittenAtOnce() {
        say("one");
        assertThat(writes).containsExactly(TIME + "one\n");

        now.addAndGet(LogOutput.PAUSE.toNanos());
        say("two");
        assertThat(writes).containsExactly(TIME + "one\n", TIME + "two\n");
    }

    @Test
    void linesThatComeFastAreWrittenTogetherAfterOnePause() {
        say("one");
        say("two");
        say("three");

        assertThat(writes).containsExactly(TIME + "one\n");
        assertThat(later).hasSize(1);
        later.remove().run();
        assertThat(writes).containsExactly(TIME + "one\n", TIME + "two\n" + TIME + "three\n");
    }

    @Test
    void aPauseOfTheMachineEnds() {
        LogOutput real = LogOutput.to(new PrintStream(output, true, UTF_8));
        PrintStream lines = real.stream(UTF_8);
        for (int i = 0; i < 3; i++) {
            lines.println("line " + i);
            lines.flush();
        }

        RunningSluice.await("all of them are written", Duration.ofSeconds(5), () -> {
            now.addAndGet(LogOutput.PAUSE.toNanos());
            return String.join("", writes).lines().count() == 3;
        });
    }

    @Test
    void anEntryOfSeveralLinesHasOneTimeAndOneThatNobodyFlushesComesTooAfterAPause() {
        log.println("failed");
        log.println("\tat somewhere");
        assertThat(writes).isEmpty();

        later.remove().run();

        assertThat(writes).containsExactly(TIME + "failed\n\tat somewhere\n");
    }

    @Test
    void noLineIsLostOrCutWhenThereAreMoreThanItHolds() throws IOException {
        List<String> said = IntStream.range(0, 1_000).mapToObj(i -> "line " + i).toList();

        said.forEach(this::say);
        output.close();

        assertThat(String.join("", writes).lines().map(line -> line.substring(TIME.length())))
                .containsExactlyElementsOf(said);
        assertThat(writes).hasSizeLessThan(20).allMatch(written -> written.endsWith("\n"));
    }

    @Test
    void aLineLongerThanItHoldsComesInItsPlace() throws IOException {
        String endless = "x".repeat(20_000);

        say("before");
        say("short");
        say(endless);
        say("after");
        output.close();

        assertThat(String.join("", writes).lines())
                .containsExactly(TIME + "before", TIME + "short", TIME + endless, TIME + "after");
    }

    @Test
    void linesOfSeveralThreadsStayWhole() throws Exception {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            String line = String.valueOf((char) ('a' + i)).repeat(100);
            threads.add(Thread.ofVirtual().start(() -> IntStream.range(0, 500).forEach(_ -> say(line))));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        output.close();

        assertThat(String.join("", writes).lines())
                .hasSize(4_000)
                .allMatch(line -> line.length() == TIME.length() + 100
                        && line.substring(TIME.length()).chars().distinct().count() == 1);
    }

    @Test
    void afterTheEndLinesAreNotHeld() throws IOException {
        say("one");
        output.close();

        output.write("two\n".getBytes(UTF_8));
        output.flush();

        assertThat(writes).containsExactly(TIME + "one\n", TIME + "two\n");
    }
}
