package dev.sluice.http;

import dev.sluice.units.DataSize;
import java.util.Optional;

/** The vocabulary of {@code multipart/form-data} (RFC 7578). */
public final class Multipart {

    private Multipart() {}

    /**
     * What a form may have at most.
     *
     * @param parts files and fields together
     * @param total bytes of the whole body
     */
    public record Limits(int parts, DataSize total) {}

    /**
     * One part as its headers describe it. All of it is the sender's word.
     *
     * @param name of the form's field; may be empty
     * @param fileName without folders and control characters, at most 255 characters; for showing only, never for a path
     * @param contentType as sent
     */
    public record Part(String name, Optional<String> fileName, Optional<String> contentType) {

        /** Whether it is to be taken as a file: it has a file name, or a type that is not text. */
        public boolean isFile() {
            return fileName.isPresent()
                    || contentType.filter(type -> !type.startsWith("text/")).isPresent();
        }
    }

    /** Takes the parts of a form one after the other. An exception of its methods ends the reading and is the answer. */
    public interface Receiver {

        /**
         * A file begins.
         *
         * @return who takes its bytes, at least until {@link #fileEnded}
         */
        ChunkSink file(Part part);

        /** The file that began last is complete. */
        void fileEnded();

        /**
         * A field that is not a file.
         *
         * @param value at most 8 KiB
         */
        default void field(String name, String value) {}
    }
}
