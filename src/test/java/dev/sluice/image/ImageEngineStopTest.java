package dev.sluice.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.failure.Expired;
import dev.sluice.failure.Gone;
import dev.sluice.failure.Refused;
import dev.sluice.governor.Lease;
import dev.sluice.units.Deadline;
import dev.sluice.units.MediaType;
import dev.sluice.units.Ticker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(20)
class ImageEngineStopTest {

    @TempDir
    private Path folder;

    private EngineFixture fixture;
    private Path file;
    private final Probe probe = EngineFixture.probe(MediaType.PNG, 100, 100, false, 1);

    @BeforeEach
    void open() {
        fixture = new EngineFixture(folder);
        file = Raw.asymmetric(100, 100).writePng(fixture.file("source.png"), 8);
    }

    /** Minutes of work: 400 million pixels. */
    private Plan endless(MediaType format) {
        return fixture.planner
                .plans(probe, EngineFixture.frame(20_000, 20_000, Fit.FILL, Gravity.CENTRE, format))
                .getFirst();
    }

    /** A clock that is half a second further each time somebody looks. */
    private static Ticker hasty() {
        AtomicLong now = new AtomicLong();
        return () -> now.addAndGet(Duration.ofMillis(500).toNanos());
    }

    @ParameterizedTest
    @EnumSource(
            value = MediaType.class,
            names = {"PNG", "JPEG", "GREY1"})
    void stopsAtTheDeadline(MediaType format) {
        try (Lease lease = fixture.lease()) {
            Deadline deadline = Deadline.after(Duration.ofSeconds(3), hasty());
            assertThatThrownBy(() ->
                            fixture.engine.render(file, probe, endless(format), lease, fixture.provision(), deadline))
                    .isInstanceOf(Expired.class);
        }
        assertEverythingIsGivenBack();
    }

    @Test
    void stopsWhenTheClientHasLeft() {
        try (Lease lease = fixture.lease()) {
            AtomicInteger looks = new AtomicInteger();
            Deadline deadline = EngineFixture.soon().unless(() -> looks.incrementAndGet() > 2);
            assertThatThrownBy(() -> fixture.engine.render(
                            file, probe, endless(MediaType.PNG), lease, fixture.provision(), deadline))
                    .isInstanceOf(Gone.class);
        }
        assertEverythingIsGivenBack();
    }

    @Test
    void stopsWhatStandsInMemoryToBeTurned() {
        Probe turned = EngineFixture.probe(MediaType.PNG, 100, 100, false, 6);
        Plan plan = fixture.planner
                .plans(turned, EngineFixture.frame(8_000, 8_000, Fit.FILL, Gravity.CENTRE, MediaType.PNG))
                .getFirst();
        try (Lease lease = fixture.lease()) {
            Deadline deadline = Deadline.after(Duration.ofSeconds(2), hasty());
            assertThatThrownBy(() -> fixture.engine.render(file, turned, plan, lease, fixture.provision(), deadline))
                    .isInstanceOf(Expired.class);
        }
        assertEverythingIsGivenBack();
    }

    /** The engine's threads have ended, so the run has; then nothing may be held any more. */
    private void assertEverythingIsGivenBack() {
        fixture.close();
        assertThat(fixture.governor.ledger().holders()).isEmpty();
        fixture.assertNothingIsHeld();
    }

    @Test
    void keepsTheLeaseUntilTheNativeCallHasReturned() {
        Lease lease = fixture.lease();
        Deadline deadline = Deadline.after(Duration.ofSeconds(2), hasty());
        assertThatThrownBy(() -> fixture.engine.render(
                        file, probe, endless(MediaType.PNG), lease, fixture.provision(), deadline))
                .isInstanceOf(Expired.class);
        Lease.Hold another = lease.retain();
        lease.close();
        fixture.close();
        assertThat(lease.arena().scope().isAlive()).isTrue();
        another.close();
        assertEverythingIsGivenBack();
    }

    /** The caller deletes the file as soon as it is told; a run that only begins then must not make it anew. */
    @ParameterizedTest
    @EnumSource(
            value = MediaType.class,
            names = {"PNG", "GREY1"})
    void makesNoFileForSomebodyWhoHasGivenUp(MediaType format) throws IOException {
        Path target = folder.resolve("target");
        Plan plan = fixture.planner
                .plans(probe, EngineFixture.frame(60, 40, Fit.FILL, Gravity.CENTRE, format))
                .getFirst();
        int gaveUp = 0;
        for (int attempt = 0; attempt < 300; attempt++) {
            Deadline deadline = Deadline.after(Duration.ofNanos(attempt * 5_000L), Ticker.SYSTEM);
            try (Lease lease = fixture.lease()) {
                fixture.engine.renderTo(target, file, probe, plan, lease, fixture.provision(), deadline);
            } catch (Expired tooLate) {
                gaveUp++;
            }
            Files.deleteIfExists(target);
            while (!fixture.governor.ledger().holders().isEmpty()) {
                Thread.onSpinWait();
            }
            assertThat(target).doesNotExist();
        }
        assertThat(gaveUp).isPositive();
    }

    @Test
    void refusesWorkAfterItIsClosed() {
        fixture.close();
        try (Lease lease = fixture.lease()) {
            assertThatThrownBy(() -> fixture.engine.render(
                            file, probe, endless(MediaType.PNG), lease, fixture.provision(), EngineFixture.soon()))
                    .isInstanceOf(Refused.Draining.class);
        }
        assertEverythingIsGivenBack();
    }

    @Test
    void givesUpWhenTheWaitingThreadIsInterrupted() throws InterruptedException {
        AtomicInteger refused = new AtomicInteger();
        Thread waiting = Thread.startVirtualThread(() -> {
            try (Lease lease = fixture.lease()) {
                fixture.engine.render(
                        file, probe, endless(MediaType.PNG), lease, fixture.provision(), EngineFixture.soon());
            } catch (Refused.Draining interrupted) {
                refused.incrementAndGet();
            }
        });
        waiting.interrupt();
        waiting.join();
        assertThat(refused).hasValue(1);
        assertEverythingIsGivenBack();
    }
}
