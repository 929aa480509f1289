package dev.sluice.http;

import dev.sluice.config.Setting;
import dev.sluice.config.Values;
import dev.sluice.units.DataSize;
import java.time.Duration;
import java.util.List;

/**
 * What the user decides about the listener.
 *
 * @param host name or address to listen on
 * @param port TCP port; 0 lets the system choose
 * @param maxConnections connections held at once; more wait in the system's queue
 * @param requestTimeout how long an answer may take once its request is there
 * @param headerTimeout how long a request line and its headers may take to arrive
 * @param idleTimeout silence after which a connection is closed, or a body counts as too slow
 * @param writeTimeout how long a client may take for each slice of an answer
 * @param minUploadRate bytes a second that a body must arrive with, on average
 * @param uploadGrace how far a body may lag behind that rate
 * @param maxHeaders bytes of a request line and its headers
 * @param sendBuffer what the system may hold of an answer that a client has not taken yet, before it doubles it (socket(7), SO_SNDBUF)
 */
public record HttpConfig(
        String host,
        int port,
        int maxConnections,
        Duration requestTimeout,
        Duration headerTimeout,
        Duration idleTimeout,
        Duration writeTimeout,
        DataSize minUploadRate,
        Duration uploadGrace,
        DataSize maxHeaders,
        DataSize sendBuffer) {

    public static final Setting<String> HOST = Setting.text(
                    "http.host",
                    "127.0.0.1",
                    "Address to listen on. Anything but a loopback address needs access.token; 0.0.0.0 means all of the machine.")
            .check(text -> !text.isBlank(), "a name or an address");
    public static final Setting<Integer> PORT =
            Setting.integer("http.port", 8000, 0, 65_535, "TCP port to listen on; 0 takes any free one.");
    public static final Setting<Integer> MAX_CONNECTIONS = Setting.integer(
            "http.max-connections",
            1_200,
            1,
            100_000,
            "Connections held at once. More wait until one closes. Lowered at start when the budget cannot carry them.");
    public static final Setting<Duration> REQUEST_TIMEOUT = time(
            "http.request-timeout",
            "30s",
            "How long a request may wait and be worked on, from the moment it has arrived completely.");
    public static final Setting<Duration> HEADER_TIMEOUT = time(
            "http.header-timeout",
            "15s",
            "How long the request line and the headers may take to arrive; the connection is closed after it.");
    public static final Setting<Duration> IDLE_TIMEOUT = time(
            "http.idle-timeout",
            "30s",
            "Silence after which a connection is closed. A request that is being worked on is not silence.");
    public static final Setting<Duration> WRITE_TIMEOUT = time(
            "http.write-timeout",
            "30s",
            "How long a client may take for each 64 KiB of an answer (16 KiB of a file) before it is cut off. When it takes"
                    + " nothing at all, http.idle-timeout may come first.");
    public static final Setting<DataSize> MIN_UPLOAD_RATE = Setting.size(
            "http.min-upload-rate",
            "8KiB",
            "Bytes a second that an upload must arrive with, on average; slower ones are answered with 408.");
    public static final Setting<Duration> UPLOAD_GRACE = time(
            "http.upload-grace", "10s", "How far an upload may lag behind http.min-upload-rate before it is cut off.");
    public static final Setting<DataSize> MAX_HEADERS = Setting.size(
                    "http.max-headers", "8KiB", "Size of the request line and the headers together.")
            .check(size -> size.bytes() >= 2_048 && size.bytes() <= 65_536, "from 2KiB to 64KiB");
    public static final Setting<DataSize> SEND_BUFFER = Setting.size(
                    "http.send-buffer",
                    "64KiB",
                    "The system's buffer for what a client has not taken yet, for each connection. The system takes twice as much,"
                            + " and the budget counts it: a larger buffer means fewer connections.")
            .check(size -> size.bytes() >= 16_384 && size.bytes() <= 4_194_304, "from 16KiB to 4MiB");

    /** All settings of this record. */
    public static final List<Setting<?>> SETTINGS = List.of(
            HOST,
            PORT,
            MAX_CONNECTIONS,
            REQUEST_TIMEOUT,
            HEADER_TIMEOUT,
            IDLE_TIMEOUT,
            WRITE_TIMEOUT,
            MIN_UPLOAD_RATE,
            UPLOAD_GRACE,
            MAX_HEADERS,
            SEND_BUFFER);

    /** Smaller ones stall uploads within one machine, where a packet is 64 KiB. */
    static final int RECEIVE_BUFFER = 131_072;

    private static final int INPUT_BUFFER = 32_768;

    /** The configuration that {@code values} describe. */
    public static HttpConfig of(Values values) {
        return new HttpConfig(
                values.get(HOST),
                values.get(PORT),
                values.get(MAX_CONNECTIONS),
                values.get(REQUEST_TIMEOUT),
                values.get(HEADER_TIMEOUT),
                values.get(IDLE_TIMEOUT),
                values.get(WRITE_TIMEOUT),
                values.get(MIN_UPLOAD_RATE),
                values.get(UPLOAD_GRACE),
                values.get(MAX_HEADERS),
                values.get(SEND_BUFFER));
    }

    /** The same with as many connections as the budget can carry, when those are fewer. */
    public HttpConfig withConnectionsAtMost(int affordable) {
        return new HttpConfig(
                host,
                port,
                Math.min(maxConnections, affordable),
                requestTimeout,
                headerTimeout,
                idleTimeout,
                writeTimeout,
                minUploadRate,
                uploadGrace,
                maxHeaders,
                sendBuffer);
    }

    /**
     * What the system may hold of a connection: twice the send buffer, and as much as it offers a client to send ahead, which is
     * half of what it takes for receiving (tcp(7), tcp_adv_win_scale).
     */
    public DataSize socketBytesPerConnection() {
        return sendBuffer.times(2).plus(DataSize.ofBytes(RECEIVE_BUFFER));
    }

    /** What the system may hold of an {@link Outlet}: twice the send buffer, and next to nothing of what its client says. */
    public DataSize outletBytes() {
        return sendBuffer.times(2).plus(DataSize.ofKibibytes(16));
    }

    /** Direct memory that a connection holds at most, while a request is read or an answer written; a silent one holds none. */
    public DataSize bytesPerConnection() {
        return DataSize.ofBytes(INPUT_BUFFER + maxHeaders.bytes() + AnswerWriter.FILE_SLICE);
    }

    /** Heap that a connection holds while its request waits or is worked on (measured: 11 KiB); a silent one holds 3 KiB. */
    public static DataSize heapPerConnection() {
        return DataSize.ofKibibytes(12);
    }

    static int inputBuffer() {
        return INPUT_BUFFER;
    }

    private static Setting<Duration> time(String key, String fallback, String meaning) {
        return Setting.duration(key, fallback, meaning)
                .check(
                        value -> value.toMillis() >= 1 && value.compareTo(Duration.ofDays(1)) <= 0,
                        "more than nothing and at most a day");
    }
}
