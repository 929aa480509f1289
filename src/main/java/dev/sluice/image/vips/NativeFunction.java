package dev.sluice.image.vips;

import dev.sluice.failure.EngineFailure;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * One foreign function whose parameters are integers and pointers, all passed as {@code long}.
 *
 * <p>Both ABIs in use (System V x86-64 and AAPCS64) pass an {@code int} or a pointer in a whole register and let the callee look at
 * the part it declared, so one method handle for each number of parameters serves all functions. Each further shape would cost
 * milliseconds at start. The upper half of a result that C declares as {@code int} is undefined: see {@link #integer(long)}.
 * Safe for threads as far as the function is.
 */
final class NativeFunction {

    private final MemorySegment address;
    private final MethodHandle handle;

    NativeFunction(MemorySegment address, MethodHandle handle) {
        this.address = address;
        this.handle = handle;
    }

    /** The part of a result that C declared as {@code int} or {@code gboolean}. */
    static int integer(long result) {
        return (int) result;
    }

    MemorySegment address() {
        return address;
    }

    long call() {
        try {
            return (long) handle.invokeExact(address);
        } catch (Throwable broken) {
            throw broken(broken);
        }
    }

    long call(long first) {
        try {
            return (long) handle.invokeExact(address, first);
        } catch (Throwable broken) {
            throw broken(broken);
        }
    }

    long call(long first, long second) {
        try {
            return (long) handle.invokeExact(address, first, second);
        } catch (Throwable broken) {
            throw broken(broken);
        }
    }

    long call(long first, long second, long third) {
        try {
            return (long) handle.invokeExact(address, first, second, third);
        } catch (Throwable broken) {
            throw broken(broken);
        }
    }

    long call(long first, long second, long third, long fourth) {
        try {
            return (long) handle.invokeExact(address, first, second, third, fourth);
        } catch (Throwable broken) {
            throw broken(broken);
        }
    }

    long call(long first, long second, long third, long fourth, long fifth, long sixth) {
        try {
            return (long) handle.invokeExact(address, first, second, third, fourth, fifth, sixth);
        } catch (Throwable broken) {
            throw broken(broken);
        }
    }

    /** A downcall itself throws only when it is bound wrongly. */
    static EngineFailure broken(Throwable cause) {
        return new EngineFailure("a foreign function is bound wrongly", cause);
    }
}
