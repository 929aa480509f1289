package dev.sluice.receive;

import dev.sluice.failure.BadInput;
import dev.sluice.http.ChunkSink;
import dev.sluice.http.Exchange;
import dev.sluice.http.Multipart;
import dev.sluice.store.Spool;
import dev.sluice.store.SpoolFile;
import dev.sluice.units.DataSize;
import java.util.ArrayList;
import java.util.List;

/** The files of one request, on disk. Owned by the request: closing removes those that were not kept. */
final class UploadForm implements AutoCloseable {

    private static final int MOST_FILES = 100;

    private final List<Upload> uploads = new ArrayList<>();

    /**
     * One file.
     *
     * @param file closed with the form
     * @param name as its sender calls it; may be empty
     */
    record Upload(SpoolFile file, String name) {}

    private UploadForm() {}

    /**
     * Reads a form with files, or a body that is one.
     *
     * @throws BadInput when there is no file, or the body cannot be read
     */
    static UploadForm read(Exchange exchange, Spool spool, DataSize limit) {
        UploadForm form = new UploadForm();
        try {
            if (exchange.body().isMultipart()) {
                exchange.body().readMultipart(form.receiver(exchange, spool), new Multipart.Limits(MOST_FILES, limit));
            } else {
                SpoolFile file = form.add(spool.createDigested(exchange.id()), "");
                exchange.body().readTo(file::write, limit);
            }
            form.requireFiles();
            exchange.stage("spool");
            return form;
        } catch (Throwable failed) {
            form.close();
            throw failed;
        }
    }

    private Multipart.Receiver receiver(Exchange exchange, Spool spool) {
        return new Multipart.Receiver() {
            @Override
            public ChunkSink file(Multipart.Part part) {
                return add(spool.createDigested(exchange.id()), part.fileName().orElse(""))::write;
            }

            @Override
            public void fileEnded() {
                uploads.getLast().file().digest();
            }
        };
    }

    private SpoolFile add(SpoolFile file, String name) {
        uploads.add(new Upload(file, name));
        return file;
    }

    private void requireFiles() {
        if (uploads.isEmpty()) {
            throw new BadInput(BadInput.Kind.EMPTY, "the form has no file: send one as in curl -F file=@photo.jpg");
        }
    }

    List<Upload> uploads() {
        return uploads;
    }

    @Override
    public void close() {
        uploads.forEach(upload -> upload.file().close());
    }
}
