package dev.sluice.governor;

import static dev.sluice.governor.Gates.MIB;
import static dev.sluice.governor.Gates.eventually;
import static dev.sluice.governor.Gates.render;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.support.LeaseLeaks;
import dev.sluice.units.DataSize;
import dev.sluice.units.Deadline;
import dev.sluice.units.Ticker;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(30)
class LeaseTest {

    @RegisterExtension
    private final LeaseLeaks leaks = new LeaseLeaks();

    private final Governor governor = leaks.watch(new Governor(DataSize.ofMebibytes(10), 2));

    private Lease admit(long mebibytes) {
        return governor.admit(render("work", mebibytes), Deadline.after(Duration.ofSeconds(5), Ticker.SYSTEM));
    }

    private long used() {
        return governor.ledger().memory().used() >> 20;
    }

    @Test
    void payloadsAreZeroedNativeBytesOfTheLease() {
        Payload payload;
        try (Lease lease = admit(2)) {
            payload = lease.payload(MIB);
            assertThat(payload.size()).isEqualTo(MIB);
            assertThat(payload.segment().isNative()).isTrue();
            assertThat(payload.segment().mismatch(Arena.ofAuto().allocate(1 << 20)))
                    .isEqualTo(-1);
            assertThat(payload.buffer().isReadOnly()).isTrue();
            assertThat(payload.buffer().remaining()).isEqualTo(1 << 20);
            assertThat(payload.lease()).isSameAs(lease);
        }
        assertThatThrownBy(() -> payload.segment().get(ValueLayout.JAVA_BYTE, 0))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void payloadsBeyondWhatIsHeldAreAMistake() {
        try (Lease lease = admit(2)) {
            lease.payload(MIB);
            lease.adopt(lease.arena().allocate(MIB.bytes()));
            assertThatThrownBy(() -> lease.payload(DataSize.ofBytes(1)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("a payload of 1B does not fit: the lease of work holds 2MiB, 2MiB of it in payloads");
            assertThatThrownBy(() -> lease.adopt(MemorySegment.ofArray(new byte[1])))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(lease.payload(DataSize.ZERO).size()).isEqualTo(DataSize.ZERO);
        }
    }

    @Test
    void shrinkingGivesBackMemoryHeapDiskAndCores() {
        Demand demand = new Demand(
                Purpose.RENDER, "work", DataSize.ofMebibytes(8), DataSize.ofKibibytes(64), DataSize.ofBytes(7), 2);
        try (Lease lease = governor.admit(demand, Deadline.after(Duration.ofSeconds(5), Ticker.SYSTEM))) {
            lease.payload(MIB);
            assertThatThrownBy(() -> lease.shrinkTo(DataSize.ofKibibytes(1_023)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("1MiB of it are payloads");
            lease.shrinkTo(MIB);
            assertThat(lease.held())
                    .isEqualTo(new Demand(Purpose.RENDER, "work", MIB, DataSize.ZERO, DataSize.ZERO, 0));
            lease.shrinkTo(DataSize.ofMebibytes(9));
            assertThat(lease.held().memory()).isEqualTo(MIB);
            assertThat(governor.ledger().memory().used()).isEqualTo(MIB.bytes());
            assertThat(governor.ledger().heap().used()).isZero();
            assertThat(governor.ledger().disk().used()).isZero();
            assertThat(governor.ledger().cores().used()).isZero();
        }
    }

    @Test
    void growsOnlyIntoWhatIsFree() {
        try (Lease lease = admit(2);
                Lease other = admit(5)) {
            assertThat(lease.tryGrow(DataSize.ofMebibytes(4))).isFalse();
            assertThat(lease.held().memory()).isEqualTo(DataSize.ofMebibytes(2));
            assertThat(lease.tryGrow(DataSize.ofMebibytes(3))).isTrue();
            lease.payload(DataSize.ofMebibytes(5));
            assertThat(other.tryGrow(DataSize.ofBytes(1))).isFalse();
            assertThat(used()).isEqualTo(10);
        }
    }

    @Test
    void closingTwiceGivesBackOnce() {
        Lease first = admit(4);
        try (Lease second = admit(4)) {
            first.close();
            first.close();
            assertThat(used()).isEqualTo(4);
            assertThat(second.held().memory()).isEqualTo(DataSize.ofMebibytes(4));
        }
        assertThatThrownBy(first::arena)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the lease of work is closed");
        assertThatThrownBy(() -> first.payload(MIB)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> first.tryGrow(MIB)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> first.shrinkTo(MIB)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(first::retain).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aRetainedLeaseOutlastsItsOwner() {
        Lease lease = admit(4);
        Payload payload = lease.payload(MIB);
        Lease.Hold one = lease.retain();
        Lease.Hold two = lease.retain();
        lease.close();
        lease.close();
        assertThat(used()).isEqualTo(4);
        assertThat(governor.ledger().holders().getFirst().abandoned()).isTrue();
        payload.segment().set(ValueLayout.JAVA_BYTE, 0, (byte) 1);
        assertThat(lease.arena().scope().isAlive()).isTrue();
        assertThatThrownBy(lease::retain).isInstanceOf(IllegalStateException.class);
        one.close();
        one.close();
        assertThat(used()).isEqualTo(4);
        two.close();
        assertThat(used()).isZero();
        assertThat(payload.segment().scope().isAlive()).isFalse();
    }

    @Test
    void holdsThatEndFirstChangeNothing() {
        try (Lease lease = admit(4)) {
            lease.retain().close();
            assertThat(used()).isEqualTo(4);
            lease.payload(MIB);
        }
        assertThat(used()).isZero();
    }

    @Test
    void closingUnderARunningNativeCallFreesNothingUntilClosedAgain() throws Throwable {
        Lease lease = admit(1);
        MemorySegment numbers = lease.payload(DataSize.ofBytes(8)).segment();
        List<Throwable> failures = new ArrayList<>();
        Linker linker = Linker.nativeLinker();
        try (Arena arena = Arena.ofConfined()) {
            FunctionDescriptor comparison =
                    FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS);
            var close =
                    MethodHandles.lookup().bind(new Closer(lease, failures), "close", MethodType.methodType(int.class));
            var comparator = MethodHandles.dropArguments(close, 0, MemorySegment.class, MemorySegment.class);
            var sort = linker.downcallHandle(
                    linker.defaultLookup().findOrThrow("qsort"),
                    FunctionDescriptor.ofVoid(
                            ValueLayout.ADDRESS, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS));
            sort.invokeExact(numbers, 2L, 4L, linker.upcallStub(comparator, comparison, arena));
        }
        assertThat(failures).hasSize(1).first().isInstanceOf(IllegalStateException.class);
        assertThat(used()).isEqualTo(1);
        lease.close();
        assertThat(used()).isZero();
    }

    /** Closes the lease from within the native call that works on its bytes. */
    private record Closer(Lease lease, List<Throwable> failures) {
        @SuppressWarnings("UnusedMethod")
        int close() {
            try {
                lease.close();
            } catch (RuntimeException e) {
                failures.add(e);
            }
            return 0;
        }
    }

    @Test
    void aLostLeaseIsNoticedAndGivenBack() {
        Governor careless = new Governor(DataSize.ofMebibytes(10), 2);
        MemorySegment bytes = lose(careless);
        eventually(() -> {
            System.gc();
            return careless.ledger().counts().lost() == 1
                    && careless.ledger().memory().used() == 0;
        });
        assertThat(careless.ledger().holders()).isEmpty();
        assertThat(bytes.scope().isAlive()).isFalse();
    }

    private static MemorySegment lose(Governor careless) {
        Lease lease = careless.admit(render("forgotten", 3), Deadline.after(Duration.ofSeconds(5), Ticker.SYSTEM));
        return lease.arena().allocate(16);
    }

    @Test
    void aPayloadKeepsItsLeaseFromBeingLost() {
        Payload payload = payloadAlone();
        for (int i = 0; i < 5; i++) {
            System.gc();
        }
        assertThat(governor.ledger().counts().lost()).isZero();
        payload.segment().set(ValueLayout.JAVA_BYTE, 0, (byte) 1);
        payload.lease().close();
    }

    private Payload payloadAlone() {
        return admit(1).payload(MIB);
    }

    @Test
    void theTestExtensionFailsATestThatLeavesALeaseOpen() {
        LeaseLeaks other = new LeaseLeaks();
        other.watch(governor);
        try (Lease _ = admit(1)) {
            assertThatThrownBy(() -> other.check())
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("work");
        }
        other.watch(governor);
        other.check();
    }
}
