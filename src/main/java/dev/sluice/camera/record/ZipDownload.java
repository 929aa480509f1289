package dev.sluice.camera.record;

import dev.sluice.failure.Conflict;
import dev.sluice.http.AnswerStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.IntConsumer;
import java.util.zip.CRC32;

/**
 * A session as a zip, made while it is sent: its frames as {@code frame-000001.jpg} and so on, not compressed, and {@code index.json}. Everything
 * but the pictures comes from the session's index, which is read three times, so that the length is known before the first byte. A frame whose
 * record is damaged is left out; one whose bytes are does not match its check sum, as whoever unpacks the zip is told. For one thread.
 */
final class ZipDownload {

    private static final String JSON = "index.json";

    private final StoredFrames frames;
    private final SessionReader session;
    private final String camera;
    private final CRC32 jsonCrc = new CRC32();
    private long entries;
    private long localBytes;
    private long centralBytes;
    private long jsonBytes;

    /**
     * Looks through the index.
     *
     * @throws Conflict when a zip cannot hold so much
     */
    ZipDownload(StoredFrames frames, String camera) {
        this.frames = frames;
        this.session = frames.session();
        this.camera = camera;
        addJson(jsonHead());
        eachFrame(number -> {
            addJson(jsonLine(number, entries > 0));
            add(entry(number));
        });
        addJson(jsonEnd());
        add(json());
        if (localBytes > ZipRecords.MOST) {
            throw new Conflict(
                    "the session is larger than the 4 GiB that a zip of this kind holds: fetch its frames one"
                            + " by one, GET /cameras/{name}/sessions/{session}/frames/{number}");
        }
    }

    private void addJson(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        jsonCrc.update(bytes);
        jsonBytes += bytes.length;
    }

    private void add(ZipRecords.Entry entry) {
        entries++;
        localBytes += entry.localBytes();
        centralBytes += entry.centralBytes();
    }

    /** Bytes of the zip. */
    long length() {
        return localBytes + centralBytes + ZipRecords.endBytes(entries);
    }

    /** Sends all of it. */
    void send(AnswerStream client) {
        new Sending(client).all();
    }

    private void eachFrame(IntConsumer action) {
        for (int number = 1; number <= session.frames(); number++) {
            if (session.record(number) != null) {
                action.accept(number);
            }
        }
    }

    private IndexRecord record(int number) {
        IndexRecord record = session.record(number);
        if (record == null) {
            throw StoredFrames.lost();
        }
        return record;
    }

    private static String name(int number) {
        return "frame-" + sixDigits(number) + ".jpg";
    }

    /** Written for each frame several times: a formatter would take longer than the disk. */
    private static String sixDigits(long number) {
        String digits = Long.toString(number);
        return digits.length() >= 6 ? digits : "000000".substring(digits.length()) + digits;
    }

    private ZipRecords.Entry entry(int number) {
        IndexRecord record = record(number);
        return new ZipRecords.Entry(
                name(number),
                record.crc(),
                record.length(),
                session.id().begin().plus(Duration.ofNanos(record.micros() * 1_000)));
    }

    private ZipRecords.Entry json() {
        return new ZipRecords.Entry(
                JSON, (int) jsonCrc.getValue(), jsonBytes, session.id().begin());
    }

    private String jsonHead() {
        return "{\"camera\": \"" + camera + "\", \"session\": \"" + session.id() + "\", \"begin\": \""
                + session.id().begin() + "\", \"frames\": [";
    }

    private String jsonLine(int number, boolean further) {
        IndexRecord record = record(number);
        return (further ? ",\n" : "\n") + "{\"name\": \"" + name(number) + "\", \"seconds\": "
                + record.micros() / 1_000_000 + "." + sixDigits(record.micros() % 1_000_000) + ", \"bytes\": "
                + record.length() + "}";
    }

    private static String jsonEnd() {
        return "\n]}\n";
    }

    /** One run through the zip: everything passes the memory of the frames, which goes to the client whenever it is full. */
    private final class Sending {

        private final AnswerStream client;
        private final ByteBuffer out;
        private long at;
        private boolean further;

        private Sending(AnswerStream client) {
            this.client = client;
            this.out =
                    frames.buffer().duplicate().order(ByteOrder.LITTLE_ENDIAN).clear();
        }

        private void all() {
            eachFrame(number -> {
                requireRoom(ZipRecords.LARGEST_HEADER);
                ZipRecords.putLocal(out, entry(number));
                picture(record(number));
            });
            requireRoom(ZipRecords.LARGEST_HEADER);
            ZipRecords.putLocal(out, json());
            text(jsonHead());
            eachFrame(number -> {
                text(jsonLine(number, further));
                further = true;
            });
            text(jsonEnd());
            eachFrame(number -> central(entry(number)));
            central(json());
            requireRoom(ZipRecords.LARGEST_HEADER);
            ZipRecords.putEnd(out, entries, centralBytes, localBytes);
            flush();
        }

        private void picture(IndexRecord record) {
            long read = 0;
            while (read < record.length()) {
                requireRoom(1);
                int count = session.fill(record, read, out);
                if (count == 0) {
                    throw StoredFrames.lost();
                }
                read += count;
            }
        }

        private void text(String text) {
            byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
            requireRoom(bytes.length);
            out.put(bytes);
        }

        private void central(ZipRecords.Entry entry) {
            requireRoom(ZipRecords.LARGEST_HEADER);
            ZipRecords.putCentral(out, entry, at);
            at += entry.localBytes();
        }

        private void requireRoom(int bytes) {
            if (out.remaining() < bytes) {
                flush();
            }
        }

        private void flush() {
            client.write(out.flip());
            out.clear();
        }
    }
}
