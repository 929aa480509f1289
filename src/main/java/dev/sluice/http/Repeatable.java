package dev.sluice.http;

import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * An answer that may be given again to who asks for the same, without asking the feature again.
 *
 * @param content what is said about it
 * @param body all of it, valid until {@code hold} is closed
 * @param age value of the {@code Age} header now; empty for none
 * @param good whether it may still be given; cheap, asked each time
 * @param given told each time that it was given
 * @param hold what keeps the body; closed once, when the answer is given no more
 */
public record Repeatable(
        Representation content,
        ByteBuffer body,
        Supplier<String> age,
        BooleanSupplier good,
        Runnable given,
        AutoCloseable hold) {}
