package dev.sluice.store;

import java.io.PrintStream;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;

/**
 * Stands for a decoder: notes the pictures it is told, each on a thread of its own, and then is killed, or crashes in native code
 * on the first.
 */
final class Decoder {

    private Decoder() {}

    public static void main(String[] arguments) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Quarantine quarantine = Quarantine.open(DataFolder.open(Path.of(arguments[0])), InstantSource.system());
        for (int i = arguments.length - 1; i > 1; i--) {
            boolean crash = i == 2 && arguments[1].equals("crash");
            Fingerprint picture = Fingerprint.of(arguments[i]);
            Thread thread = new Thread(() -> work(quarantine, picture, crash), "engine-" + i);
            thread.start();
            thread.join();
        }
        out.println("working");
        System.in.read();
    }

    @SuppressWarnings("MustBeClosedChecker")
    private static void work(Quarantine quarantine, Fingerprint picture, boolean crash) {
        quarantine.watch(picture);
        if (crash) {
            readAddressZero();
        }
    }

    private static void readAddressZero() {
        try {
            Linker linker = Linker.nativeLinker();
            linker.downcallHandle(
                            linker.defaultLookup().find("strlen").orElseThrow(),
                            FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.ADDRESS))
                    .invoke(MemorySegment.NULL);
        } catch (Throwable e) {
            throw new AssertionError("it should not have come back", e);
        }
    }
}
